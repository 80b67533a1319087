import { TooManyInstances } from '../http/errors/limits.ts'
import { createBoundedMap } from '../registry/bounded-map.ts'
import type { Claim, Claims } from './claims.ts'
import type { Instance } from './instance.ts'
import type { Store } from './store.ts'

type Claimed = Pick<Instance, 'group' | 'name' | 'principal'>

/** How many instances a caller may have. */
export interface InstanceQuota {
  /** Counts an instance that is about to be created. @throws TooManyInstances, StoreUnavailable */
  claim(instance: Claimed, deadline: number): Promise<void>
  /** Does not count one that was not created, unless that is because the caller has it already. */
  returnUnlessOwn(instance: Claimed, deadline: number): Promise<void>
  /** Does not count one any more that was deleted. */
  release(instance: Claimed, deadline: number): Promise<void>
}

export interface QuotaOptions {
  /** Instances of a caller. */
  readonly max: number
  /** An instance that is not there so long after its claim will not come any more. */
  readonly settleMs: number
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Who has as many as allowed, and none of them expired, is not looked at again for so long. */
const CHECKED_MS = 2_000
/** Instances that are looked at together. */
const AT_ONCE = 25
/** When it may be worth trying again, if none of the instances says. */
const RETRY_MS = 5_000

/**
 * Claims are counted, not instances: to look at all of them for each new one would cost too much. An instance that expires, or
 * was never made, leaves its claim behind; only when there is no room are claims held against what is there.
 */
export function createInstanceQuota(store: Store, claims: Claims, { max, settleMs, now }: QuotaOptions): InstanceQuota {
  const checked = createBoundedMap<{ readonly at: number; readonly waitMs: number }>({
    maxEntries: 1000,
    maxWeight: Number.POSITIVE_INFINITY,
  })

  /** @returns when the instance expires (epoch ms), `undefined` when the claim is on nothing */
  async function expiryOf(principal: string, claim: Claim, deadline: number): Promise<number | undefined> {
    const instance = await store.load(claim.group, claim.name, deadline)
    if (instance?.principal === principal) {
      if (instance.expiresAt > now()) return instance.expiresAt
      // Else it is a claim on another of the same name.
      if (claim.since < instance.expiresAt) return undefined
    }
    return claim.since + settleMs > now() ? claim.since + settleMs : undefined
  }

  /** @returns when the first of those that are left may expire (epoch ms), `undefined` when there is room now */
  async function sweep(principal: string, all: readonly Claim[], deadline: number): Promise<number | undefined> {
    const expiries: number[] = []
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE)
      const found = await Promise.all(some.map((claim) => expiryOf(principal, claim, deadline)))
      expiries.push(...found.filter((expiry) => expiry !== undefined))
      await Promise.all(some.map((claim, i) => found[i] ?? claims.remove(principal, claim, deadline)))
    }
    return expiries.length < max ? undefined : Math.min(...expiries)
  }

  return {
    async claim({ principal, group, name }, deadline) {
      const claim = { group, name, since: now() }
      const all = await claims.add(principal, claim, max, deadline)
      if (all === undefined) return
      const last = checked.get(principal)
      if (last && now() - last.at < CHECKED_MS) throw new TooManyInstances(max, last.waitMs)
      const expiry = await sweep(principal, all, deadline)
      if (expiry === undefined && (await claims.add(principal, claim, max, deadline)) === undefined) return
      const waitMs = expiry === undefined ? RETRY_MS : expiry - now()
      checked.set(principal, { at: now(), waitMs }, 1)
      throw new TooManyInstances(max, waitMs)
    },

    async returnUnlessOwn({ principal, group, name }, deadline) {
      const current = await store.load(group, name, deadline)
      if (current?.principal !== principal) await claims.remove(principal, { group, name }, deadline)
    },

    async release({ principal, group, name }, deadline) {
      // The instance is gone: that it is still counted would show and be mended when it matters.
      await claims.remove(principal, { group, name }, deadline).catch(() => {})
    },
  }
}
