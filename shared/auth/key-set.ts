import type { CryptoKey, FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters, LocalJWKSet } from 'jose'
import { createLocalJWKSet, errors } from 'jose'
import { DependencyUnavailable } from '../http/errors/failures.ts'
import { waitUntil } from './deadline.ts'
import type { KeySource } from './key-source.ts'

/** An issuer's public keys, as fresh as they need to be. */
export interface KeySet {
  /**
   * The key a token's header asks for.
   *
   * @param deadline  epoch milliseconds
   * @throws JWKSNoMatchingKey      the issuer publishes no such key (jose)
   * @throws DependencyUnavailable  the issuer's current keys are needed and cannot be had
   */
  keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput, deadline: number): Promise<CryptoKey>
}

export interface KeySetOptions {
  readonly source: KeySource
  /** The clock, epoch milliseconds. */
  readonly now: () => number
  /** Age from which keys are fetched anew, behind the back of the requests that still use the old ones. */
  readonly refreshAfterMs?: number
  /** Age up to which keys serve while the issuer is away: a withdrawn key is trusted no longer than this. */
  readonly maxAgeMs?: number
  /** Least time from a successful fetch to one for the sake of an unknown key. */
  readonly cooldownMs?: number
  /** Least time from a failed fetch to the next one. */
  readonly failureCooldownMs?: number
}

/**
 * Keeps an issuer's key set.
 *
 * jose's own remote key set has no cooldown after a failure, so that an outage makes every request wait for a timeout,
 * and refuses every token once its keys are ten minutes old. This one answers at once while the issuer is known to be
 * away, and goes on with the keys it has for an hour.
 *
 *     age of keys   0 ──────────── refreshAfterMs ──────────── maxAgeMs ────────▶
 *     known kid     use            use, fetch behind           fetch first, or 503
 *     unknown kid   fetch once per cooldown: then key, 401 (issuer answered) or 503 (it did not)
 */
export function createKeySet(options: KeySetOptions): KeySet {
  const { source, now, refreshAfterMs = 600_000, maxAgeMs = 3_600_000 } = options
  const { cooldownMs = 30_000, failureCooldownMs = 5_000 } = options
  let loaded: { readonly find: LocalJWKSet; readonly at: number } | undefined
  let failure: { readonly cause: unknown; readonly at: number } | undefined
  let loading: Promise<LocalJWKSet> | undefined

  async function load(): Promise<LocalJWKSet> {
    try {
      // Nothing is known of the document yet: createLocalJWKSet checks that it is a key set.
      const find = createLocalJWKSet((await source()) as JSONWebKeySet)
      loaded = { find, at: now() }
      failure = undefined
      return find
    } catch (cause) {
      failure = { cause, at: now() }
      throw away(cause)
    }
  }

  /** Joins the fetch under way or starts one; refuses right after one has failed. */
  function reload(): Promise<LocalJWKSet> {
    if (loading !== undefined) return loading
    if (failure !== undefined && now() - failure.at < failureCooldownMs) return Promise.reject(away(failure.cause))
    loading = load().finally(() => {
      loading = undefined
    })
    return loading
  }

  /** Keys that may be used at this time. */
  async function current(deadline: number): Promise<LocalJWKSet> {
    const age = loaded === undefined ? Number.POSITIVE_INFINITY : now() - loaded.at
    if (loaded === undefined || age >= maxAgeMs) return await waitUntil(reload(), deadline, now, late)
    if (age >= refreshAfterMs) reload().catch(() => {})
    return loaded.find
  }

  /** Whether the issuer has said so recently that it publishes no other keys that asking again is no use. */
  function isSettled(): boolean {
    return loaded !== undefined && now() - loaded.at < cooldownMs
  }

  return {
    async keyFor(header, token, deadline) {
      const find = await current(deadline)
      try {
        return await find(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || isSettled()) throw error
        const findAnew = await waitUntil(reload(), deadline, now, late)
        return await findAnew(header, token)
      }
    },
  }
}

function away(cause: unknown): DependencyUnavailable {
  return new DependencyUnavailable('token issuer', { cause })
}

function late(): DependencyUnavailable {
  return away(new Error('no answer within the deadline'))
}
