import type { OutgoingRecord, RecordFailure, RecordResult } from '../../produce/producer.ts'

/** Whom to tell of a record's fate. */
export interface Place {
  readonly bytes: number
  readonly call: ProduceCall
  /** Place of its result among the call's results. */
  readonly index: number
}

/** A record on its way: what to send and whom to tell. */
export interface Entry extends Place {
  readonly record: OutgoingRecord
}

/** One `produce` call: gathers its records' results and resolves with the last of them. */
export class ProduceCall {
  readonly deadline: number
  readonly done: Promise<RecordResult[]>
  readonly #results: (RecordResult | undefined)[]
  readonly #onSettled: (place: Place) => void
  #open: number
  #resolve: (results: RecordResult[]) => void = () => {}

  /** @param onSettled  hears of every entry that was on its way, once, when its fate is known */
  constructor(records: number, deadline: number, onSettled: (place: Place) => void) {
    this.deadline = deadline
    this.#results = new Array(records)
    this.#open = records
    this.#onSettled = onSettled
    this.done = new Promise((resolve) => {
      this.#resolve = resolve
    })
    if (records === 0) this.#resolve([])
  }

  /** Settles a record that never was on its way. */
  refuse(index: number, failure: RecordFailure): void {
    this.#set(index, failure)
  }

  /** Settles an entry; a second word about the same entry changes nothing. */
  settle(entry: Place, result: RecordResult): void {
    if (this.#set(entry.index, result)) this.#onSettled(entry)
  }

  isSettled(entry: Place): boolean {
    return this.#results[entry.index] !== undefined
  }

  #set(index: number, result: RecordResult): boolean {
    if (this.#results[index] !== undefined) return false
    this.#results[index] = result
    if (--this.#open === 0) this.#resolve(this.#results as RecordResult[])
    return true
  }
}
