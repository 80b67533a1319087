import { type Budget, type LimitName, take, type Wait } from './budget.ts'
import type { Clock } from './token-bucket.ts'

/** Counts the records that version 3 produces, one by one. */
export interface RecordLimit {
  /**
   * @param bytes  of the record's JSON
   * @returns whether the record may be produced; a promise, which never rejects, when other processes have to be asked
   */
  take(bytes: number): boolean | Promise<boolean>
}

/** The clock is looked at for so many records together, and before one is refused: it would cost more than all the rest. */
const LOOK_EVERY = 32

/**
 * The limit of one request, which asks for one record after the other.
 *
 * @param permits  of each of which a record takes one
 * @param bytes    of each of which it takes its size
 * @param clock    of the budgets' buckets
 * @param count    hears of a record that is refused
 */
export function createRecordLimit(
  permits: readonly Budget[],
  bytes: readonly Budget[],
  clock: Clock,
  count: (limit: LimitName) => void,
): RecordLimit {
  let ms = clock()
  let uses = 0
  const lately = () => ms

  function look(): void {
    ms = clock()
    uses = 0
  }

  function passes(wait: Wait | undefined): boolean {
    if (wait) count(wait.limit)
    return wait === undefined
  }

  return {
    take(size) {
      const wanted = { counted: permits, count: 1, sized: bytes, bytes: size }
      if (++uses >= LOOK_EVERY) look()
      let taken = take(wanted, lately, 0)
      if (taken !== undefined) {
        look()
        if (!(taken instanceof Promise)) taken = take(wanted, lately, 0)
      }
      return taken instanceof Promise ? taken.then(passes) : passes(taken)
    },
  }
}
