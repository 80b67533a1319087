import type { Clock, TokenBucket } from './token-bucket.ts'

/** What a limit holds. */
export type LimitName =
  | 'permits'
  | 'cluster-permits'
  | 'bytes'
  | 'principal-permits'
  | 'principal-bytes'
  | 'v3-records'
  | 'v3-bytes'

/** Something to be taken from, within a limit. */
export interface Budget {
  readonly limit: LimitName
  /**
   * How long until something may be taken, in milliseconds; 0 when it may be now.
   *
   * A promise, which never rejects, when somebody else has to be asked first: then it is to be called again.
   *
   * @param ms  the time, by the clock of its bucket
   */
  waitMs(ms: number): number | Promise<void>
  /** Takes from it, whether there is enough or not; what is missing is owed. */
  spend(amount: number): void
}

/** What is taken at once. */
export interface Wanted {
  /** Budgets of things that are counted, and how many there are. */
  readonly counted: readonly Budget[]
  readonly count: number
  /** Budgets of bytes, and how many. */
  readonly sized: readonly Budget[]
  readonly bytes: number
}

/** The budget of this process alone. */
export function ownBudget(limit: LimitName, bucket: TokenBucket): Budget {
  return { limit, waitMs: bucket.waitMs, spend: bucket.spend }
}

/** What came of asking several budgets at once. */
export interface Wait {
  readonly ms: number
  /** The one that takes longest. */
  readonly limit: LimitName
}

/**
 * Asks all budgets, and takes from all or from none.
 *
 * @param clock       that of their buckets
 * @param patienceMs  longest wait with which it is still taken
 * @returns undefined when all is taken and nothing has to be waited for; how long to wait otherwise: it is taken as well when
 *          that is within patience
 */
export function take(wanted: Wanted, clock: Clock, patienceMs: number): Wait | undefined | Promise<Wait | undefined> {
  const { counted, count, sized, bytes } = wanted
  const now = clock()
  let longest = 0
  let limit: LimitName | undefined
  for (const budgets of [counted, sized]) {
    for (const budget of budgets) {
      const ms = budget.waitMs(now)
      if (typeof ms !== 'number') return ms.then(() => take(wanted, clock, patienceMs))
      if (ms <= longest) continue
      longest = ms
      limit = budget.limit
    }
  }
  if (longest <= patienceMs) {
    for (const budget of counted) budget.spend(count)
    for (const budget of sized) budget.spend(bytes)
  }
  return limit && { ms: longest, limit }
}
