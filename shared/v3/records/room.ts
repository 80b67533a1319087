import type { EntryError } from './entry-error.ts'

/** What an answer that goes out as a whole has room for. */
export interface Room {
  /** Asked for each record: why it is not taken; `undefined` while there is room for its answer. */
  reason(): EntryError | undefined
  /** Whether one was not taken. */
  full(): boolean
}

/** Of a record that was stored, besides the names in it; most others are shorter. */
const ANSWER_BYTES = 400

/**
 * Counts records by what is said of each in the answer. Where that is sent as a whole and has a limit, as on Lambda, records must
 * not be stored that nothing could be said of any more: their client would send them again.
 *
 * @param maxBytes  0 for no limit
 */
export function createRoom(maxBytes: number, topic: string): Room {
  if (maxBytes === 0) return { reason: () => undefined, full: () => false }
  const most = Math.floor(maxBytes / (ANSWER_BYTES + Buffer.byteLength(topic)))
  let taken = 0
  let refused = false
  return {
    full: () => refused,
    reason() {
      if (taken < most) {
        taken++
        return undefined
      }
      refused = true
      return {
        code: 413,
        message: `An answer has room for ${most} records here: this one and those after it were not read. Send them again, in another request.`,
      }
    },
  }
}
