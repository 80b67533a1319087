import { type Budget, type LimitName, take, type Wait, type Want } from './budget.ts'
import type { Clock } from './token-bucket.ts'

/** Counts the records that version 3 produces, one by one. */
export interface RecordLimit {
  /**
   * @param bytes  of the record's JSON
   * @returns whether the record may be produced; a promise, which never rejects, when other processes have to be asked
   */
  take(bytes: number): boolean | Promise<boolean>
}

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
  const sizes: Want[] = bytes.map((budget) => ({ budget, amount: 0 }))
  const wants: Want[] = [...permits.map((budget) => ({ budget, amount: 1 })), ...sizes]

  function passes(wait: Wait | undefined): boolean {
    if (wait) count(wait.limit)
    return wait === undefined
  }

  return {
    take(size) {
      for (const want of sizes) want.amount = size
      const taken = take(wants, clock, 0)
      return taken instanceof Promise ? taken.then(passes) : passes(taken)
    },
  }
}
