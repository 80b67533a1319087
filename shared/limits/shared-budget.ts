import type { Budget, LimitName } from './budget.ts'
import { type LeaseStore, WINDOW_MS } from './leases.ts'
import type { TokenBucket } from './token-bucket.ts'

export interface SharedBudgetOptions {
  readonly limit: LimitName
  readonly owner: string
  readonly perSecond: number
  /** Of this process: what it may take by itself, and all it goes by while the store is away. */
  readonly bucket: TokenBucket
  readonly store: LeaseStore
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Hears that the store is away. */
  readonly onStoreAway: (error: unknown) => void
}

/** How long a store that was away is not asked again. */
const AWAY_MS = 5_000
const LARGEST_SHARE = 10
const SMALLEST_SHARE = 100

/**
 * A budget that all processes have together. Each leases parts of a window's from the store and uses them up by itself:
 *
 *     window of 10 s  ├─ process 1: 1 % ─┼─ process 2: 1 % ─┼─ process 1: 2 % ─┼─ 4 % ─ … up to 10 % ─┤
 *
 * A part doubles with each that a process needs within a window: many processes with little to do leave each other enough, and
 * one that is busy writes about once a second. What is not used up by a window's end is lost; what is owed then is paid from
 * the next.
 */
export function createSharedBudget(options: SharedBudgetOptions): Budget {
  const { limit, owner, bucket, store, now, onStoreAway } = options
  const budget = options.perSecond * (WINDOW_MS / 1000)
  const smallest = Math.ceil(budget / SMALLEST_SHARE)
  const largest = Math.ceil(budget / LARGEST_SHARE)
  let window = 0
  let left = 0
  let share = smallest / 2
  /** As far as is known. */
  let inStore = budget
  let awayUntil = 0
  let leasing: Promise<void> | undefined

  function turn(): void {
    const current = Math.floor(now() / WINDOW_MS)
    if (current === window) return
    window = current
    left = Math.min(0, left)
    share = Math.max(smallest / 2, share / 2)
    inStore = budget
  }

  async function lease(): Promise<void> {
    const from = window
    share = Math.min(largest, 2 * share)
    // What is owed by more than a window has is paid by several.
    const needed = Math.min(budget, Math.ceil(1 - left))
    const amount = Math.min(inStore, Math.max(Math.ceil(share), needed))
    try {
      const rest = await store.take(owner, limit, from, amount, budget)
      turn()
      if (rest === undefined) left += amount
      if (window === from) inStore = rest ?? inStore - amount
      // Of a window that is over what is owed is paid, and nothing is kept.
      else left = Math.min(0, left)
    } catch (error) {
      awayUntil = now() + AWAY_MS
      onStoreAway(error)
    } finally {
      leasing = undefined
    }
  }

  return {
    limit,
    waitMs(ms) {
      const own = bucket.waitMs(ms)
      if (own > 0 || now() < awayUntil) return own
      turn()
      if (left >= 1) return 0
      if (inStore < 1) return (window + 1) * WINDOW_MS - now()
      leasing ??= lease()
      return leasing
    },
    spend(amount) {
      bucket.spend(amount)
      if (now() < awayUntil) return
      turn()
      left -= amount
      // The others should know of it before this process is asked again.
      if (left < 0 && inStore >= 1) leasing ??= lease()
    },
  }
}
