import { createBoundedMap } from '../registry/bounded-map.ts'
import { type Budget, type LimitName, ownBudget } from './budget.ts'
import type { LeaseStore } from './leases.ts'
import { createSharedBudget } from './shared-budget.ts'
import { type Clock, createTokenBucket } from './token-bucket.ts'

/** What is counted of one caller. */
export interface PrincipalState {
  /** Budgets that a request of theirs takes from: of requests, of requests that name the cluster, of bytes. */
  readonly permits: readonly Budget[]
  readonly clusterPermits: readonly Budget[]
  readonly bytes: readonly Budget[]
  /** Their own among them. */
  readonly own: { readonly permits: Budget | undefined; readonly bytes: Budget | undefined }
  /** Reads under way. */
  reads: number
}

export interface PrincipalsOptions {
  /** Budgets of all callers together. */
  readonly all: Readonly<Record<'permits' | 'clusterPermits' | 'bytes', Budget | undefined>>
  /** 0: no limit. */
  readonly permitsPerSecond: number
  readonly bytesPerSecond: number
  /** None when each process limits by itself. */
  readonly leases: LeaseStore | undefined
  readonly onStoreAway: (error: unknown) => void
  readonly clock: Clock
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Beyond it those are forgotten that have not called for longest: theirs would be full again in a second. */
const MAX_PRINCIPALS = 20_000

/** @returns finds what is counted of a caller; `undefined` is a request that is nobody's */
export function createPrincipals(options: PrincipalsOptions): (principal: string | undefined) => PrincipalState {
  const { all, permitsPerSecond, bytesPerSecond, leases, onStoreAway, clock, now } = options
  const states = createBoundedMap<PrincipalState>({ maxEntries: MAX_PRINCIPALS, maxWeight: Number.POSITIVE_INFINITY })

  function budget(limit: LimitName, owner: string, perSecond: number): Budget | undefined {
    if (perSecond === 0) return undefined
    const bucket = createTokenBucket(perSecond, clock)
    if (!leases) return ownBudget(limit, bucket)
    return createSharedBudget({ limit, owner, perSecond, bucket, store: leases, now, onStoreAway })
  }

  function stateWith(own: PrincipalState['own']): PrincipalState {
    return {
      permits: present(all.permits, own.permits),
      clusterPermits: present(all.permits, all.clusterPermits, own.permits),
      bytes: present(all.bytes, own.bytes),
      own,
      reads: 0,
    }
  }

  const nobody = stateWith({ permits: undefined, bytes: undefined })
  return (principal) => {
    if (principal === undefined) return nobody
    let state = states.get(principal)
    if (!state) {
      state = stateWith({
        permits: budget('principal-permits', principal, permitsPerSecond),
        bytes: budget('principal-bytes', principal, bytesPerSecond),
      })
      states.set(principal, state, 1)
    }
    return state
  }
}

function present(...budgets: readonly (Budget | undefined)[]): readonly Budget[] {
  return budgets.filter((budget) => budget !== undefined)
}
