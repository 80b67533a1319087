import { DependencyUnavailable, type RestError, Unauthorized } from '../http/errors.ts'
import { createExpiringCache } from './cache.ts'
import { waitUntil } from './deadline.ts'
import { digest } from './digest.ts'
import { fetchTokenInfo, GafaelfawrSilent, isGafaelfawrToken } from './token-info.ts'
import type { Identity, TokenVerifier } from './verifier.ts'

/** Gafaelfawr's own clients keep what they learned about a token for five minutes; its policy is not to go beyond. */
const MAX_AGE_MS = 300_000

export interface GafaelfawrVerifierOptions {
  /** Where Gafaelfawr's routes start, for example `https://data.example.org`. */
  readonly url: string
  /** Limit for one call. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** How long an accepted token is not asked about again: at most, and by default, 300,000. */
  readonly maxAgeMs?: number | undefined
  /** How long a refused token is not asked about again. Default 20,000. */
  readonly refusedForMs?: number | undefined
  /** How long nothing is asked after a call without a verdict. Default 5,000, what Retry-After tells clients. */
  readonly cooldownMs?: number | undefined
  /** Tokens remembered, of each kind. Default 1,000. */
  readonly maxEntries?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Verifies the opaque tokens of the Rubin Science Platform by asking Gafaelfawr about them.
 *
 * Requests with the same token share one call. Accepted and refused tokens are kept apart, so that a flood of invented
 * tokens cannot push the good ones out. When Gafaelfawr does not answer at all, nobody's token is asked about for the
 * cooldown; when it fails on one token (429, 5xx, not token-info's answer), only that one waits.
 *
 * @throws Error  the options are not usable; the message names the one
 */
export function createGafaelfawrVerifier(options: GafaelfawrVerifierOptions): TokenVerifier {
  const { timeoutMs = 5_000, refusedForMs = 20_000, cooldownMs = 5_000, maxEntries = 1_000, now = Date.now } = options
  const maxAgeMs = Math.min(options.maxAgeMs ?? MAX_AGE_MS, MAX_AGE_MS)
  const url = checked(options.url)
  const accepted = createExpiringCache<Identity>({ maxEntries, now })
  const refused = createExpiringCache<RestError>({ maxEntries, now })
  const asking = new Map<string, Promise<Identity>>()
  let silent: { readonly error: RestError; readonly until: number } | undefined

  async function ask(token: string, key: string): Promise<Identity> {
    const latest = now() + maxAgeMs
    try {
      const known = await fetchTokenInfo(url, token, timeoutMs, now)
      const identity = { ...known, expiresAt: Math.min(known.expiresAt, latest) }
      accepted.set(key, identity, identity.expiresAt)
      return identity
    } catch (error) {
      if (error instanceof GafaelfawrSilent) silent = { error, until: now() + cooldownMs }
      else if (error instanceof DependencyUnavailable) refused.set(key, error, now() + cooldownMs)
      else if (error instanceof Unauthorized) refused.set(key, error, now() + refusedForMs)
      throw error
    }
  }

  return {
    name: 'gafaelfawr',
    acceptsBasic: true,

    accepts: isGafaelfawrToken,

    async verify(token, deadline) {
      const key = digest(token)
      const identity = accepted.get(key)
      if (identity !== undefined) return identity
      const refusal = refused.get(key)
      if (refusal !== undefined) throw refusal
      let pending = asking.get(key)
      if (pending === undefined) {
        if (silent !== undefined && now() < silent.until) throw silent.error
        pending = ask(token, key).finally(() => asking.delete(key))
        asking.set(key, pending)
      }
      return await waitUntil(
        pending,
        deadline,
        now,
        () => new GafaelfawrSilent(new Error('no answer within the deadline')),
      )
    },
  }
}

function checked(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`url: ${text} is not an http(s) address`)
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Error('url: must hold neither credentials nor a query or fragment')
  return url.href.replace(/\/$/, '')
}
