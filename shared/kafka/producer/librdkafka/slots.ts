import type { RecordResult } from '../../../produce/producer.ts'
import type { Entry } from '../call.ts'

/** What librdkafka holds, by a number that travels with each message and comes back with its report. */
export interface Slots {
  /** @returns the number to give to `produce` */
  take(entry: Entry): number
  /**
   * Ends a number's use.
   *
   * @returns the record, unless whoever waited for it has been told already
   */
  free(slot: number): Entry | undefined
  /**
   * Tells those whose deadline has come; their numbers stay taken until librdkafka reports.
   *
   * @returns the earliest deadline that is left, `Infinity` for none
   */
  expire(now: number, result: RecordResult): number
  /** How many are in use. */
  readonly taken: number
}

export function createSlots(): Slots {
  const entries: (Entry | undefined)[] = []
  const vacant: number[] = []

  return {
    take(entry) {
      const slot = vacant.pop() ?? entries.length
      entries[slot] = entry
      return slot
    },
    free(slot) {
      const entry = entries[slot]
      entries[slot] = undefined
      vacant.push(slot)
      return entry
    },
    expire(now, result) {
      let next = Number.POSITIVE_INFINITY
      for (let slot = 0; slot < entries.length; slot++) {
        const entry = entries[slot]
        if (!entry) continue
        if (entry.call.deadline > now) next = Math.min(next, entry.call.deadline)
        else {
          entries[slot] = undefined
          entry.call.settle(entry, result)
        }
      }
      return next
    },
    get taken() {
      return entries.length - vacant.length
    },
  }
}
