import type { OutgoingRecord, RecordFailure, RecordResult } from '../../produce/producer.ts'

/** A record in a lane: what to send and whom to tell. */
export interface Entry {
  readonly record: OutgoingRecord
  readonly bytes: number
  readonly call: ProduceCall
  /** Place of its result among the call's results. */
  readonly index: number
}

/** One `produce` call: gathers its records' results and resolves with the last of them. */
export class ProduceCall {
  readonly deadline: number
  readonly done: Promise<RecordResult[]>
  readonly #results: (RecordResult | undefined)[]
  readonly #onSettled: (entry: Entry) => void
  #open: number
  #resolve: (results: RecordResult[]) => void = () => {}

  /** @param onSettled  hears of every entry that was given to a lane, once, when its fate is known */
  constructor(records: number, deadline: number, onSettled: (entry: Entry) => void) {
    this.deadline = deadline
    this.#results = new Array(records)
    this.#open = records
    this.#onSettled = onSettled
    this.done = new Promise((resolve) => {
      this.#resolve = resolve
    })
    if (records === 0) this.#resolve([])
  }

  /** Settles a record that never reached a lane. */
  refuse(index: number, failure: RecordFailure): void {
    this.#set(index, failure)
  }

  /** Settles an entry; a second word about the same entry changes nothing. */
  settle(entry: Entry, result: RecordResult): void {
    if (this.#set(entry.index, result)) this.#onSettled(entry)
  }

  isSettled(entry: Entry): boolean {
    return this.#results[entry.index] !== undefined
  }

  #set(index: number, result: RecordResult): boolean {
    if (this.#results[index] !== undefined) return false
    this.#results[index] = result
    if (--this.#open === 0) this.#resolve(this.#results as RecordResult[])
    return true
  }
}
