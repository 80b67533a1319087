import type { Part, SchemaReference } from '../formats/format.ts'
import type { FormatName } from '../formats/format-name.ts'
import { JsonText } from '../formats/json-text.ts'
import type { JsonReader } from '../http/json-reader.ts'
import type { RecordHeader } from './producer.ts'
import type { FoundRecords } from './scan/record-scanner.ts'

/** What a record of a request may have besides key and value. */
export interface RecordExtras {
  readonly partition?: number
  readonly headers?: readonly RecordHeader[]
  /** Epoch milliseconds. */
  readonly timestamp?: number
}

/** From and to of the key, from and to of the value, which of them have white space. */
const STRIDE = 5
const OFFSET = { key: 0, value: 2 } as const
const SPACED = { key: 1, value: 2 } as const
const NULL = 110

/** The records of a request: where their keys and values stand in its body, and what else they have. */
export class RequestBatch {
  /** What the request says itself; without it, what its media type says. */
  keyFormat: FormatName | undefined
  valueFormat: FormatName | undefined
  keySchema: SchemaReference = {}
  valueSchema: SchemaReference = {}
  #length = 0
  /**
   * Plain numbers, unless there are many: a typed array's memory is had from outside of the heap, which costs more than what a
   * few records need.
   */
  #places: number[] | Int32Array = []
  #extras: Map<number, RecordExtras> | undefined
  #has = { key: false, value: false }
  readonly #text: JsonText

  constructor(body: Buffer) {
    this.#text = new JsonText(body)
  }

  get length(): number {
    return this.#length
  }

  /** What its records stand in. */
  get body(): Buffer {
    return this.#text.body
  }

  /** Adds records that have nothing but keys and values. */
  append({ count, places, key, value }: FoundRecords): void {
    // Nearly always these are all.
    if (this.#length === 0) this.#places = places.slice()
    else this.#growing().push(...places)
    this.#length += count
    this.#has.key ||= key
    this.#has.value ||= value
  }

  /** Begins a record without anything in it. */
  add(): void {
    this.#length++
    this.#growing().push(0, 0, 0, 0, 0)
  }

  /** Gives the last record the value that the reader has just passed; of several the last one counts, as in `JSON.parse`. */
  place(part: Part, reader: JsonReader, first: number): void {
    const at = (this.#length - 1) * STRIDE
    const absent = first === NULL
    this.#places[at + OFFSET[part]] = absent ? 0 : reader.from
    this.#places[at + OFFSET[part] + 1] = absent ? 0 : reader.to
    const others = (this.#places[at + 4] as number) & ~SPACED[part]
    this.#places[at + 4] = reader.spaced ? others | SPACED[part] : others
    if (!absent) this.#has[part] = true
  }

  /** Gives the last record what it has besides. */
  extend(extras: RecordExtras): void {
    this.#extras ??= new Map()
    this.#extras.set(this.#length - 1, { ...this.#extras.get(this.#length - 1), ...extras })
  }

  /** Whether any record has one that is not null. */
  has(part: Part): boolean {
    return this.#has[part]
  }

  /** A record's key or value, until the next one is asked for; null when it is absent or null. */
  part(part: Part, record: number): JsonText | null {
    const at = record * STRIDE
    const to = this.#places[at + OFFSET[part] + 1] as number
    if (to === 0) return null
    const spaced = ((this.#places[at + 4] as number) & SPACED[part]) !== 0
    return this.#text.moveTo(this.#places[at + OFFSET[part]] as number, to, spaced)
  }

  extras(record: number): RecordExtras | undefined {
    return this.#extras?.get(record)
  }

  #growing(): number[] {
    if (!Array.isArray(this.#places)) this.#places = Array.from(this.#places)
    return this.#places
  }
}
