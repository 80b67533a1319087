import { Unauthorized } from '../http/errors/access.ts'
import { DependencyUnavailable } from '../http/errors/failures.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { createExpiringCache } from './cache.ts'
import { waitUntil } from './deadline.ts'
import { digest } from './digest.ts'
import { ServiceSilent } from './service-silent.ts'
import type { Identity } from './verifier.ts'

/** How what was said is remembered: whoever makes a verifier of it may choose. */
export interface VerdictMemory {
  /** How long a refused token is not asked about again. Default 20,000. */
  readonly refusedForMs?: number | undefined
  /** How long nothing is asked after a call without a verdict. Default 5,000, what Retry-After tells clients. */
  readonly cooldownMs?: number | undefined
  /** Tokens remembered, of each kind. Default 1,000. */
  readonly maxEntries?: number | undefined
}

export interface VerdictOptions extends VerdictMemory {
  /** The service that is asked, as errors call it. */
  readonly service: string
  /**
   * Asks it about one token, whoever waits for the answer.
   *
   * @throws Unauthorized           the token is not valid
   * @throws ServiceSilent          no answer
   * @throws DependencyUnavailable  an answer that is no verdict
   */
  readonly ask: (token: string) => Promise<Identity>
  /** How long an accepted token is not asked about again, at most. */
  readonly maxAgeMs: number
  /** The clock, epoch milliseconds. */
  readonly now: () => number
}

/** What a service says about a token. @param deadline  epoch milliseconds */
export type Verdicts = (token: string, deadline: number) => Promise<Identity>

/**
 * Asks a service about tokens, and remembers what it said by the SHA-256 of each.
 *
 * Requests with the same token share one call. Accepted and refused tokens are kept apart, so that a flood of invented
 * tokens cannot push the good ones out. When the service does not answer at all, nobody's token is asked about for the
 * cooldown; when it fails on one token (429, 5xx, an answer of another shape), only that one waits.
 */
export function createVerdicts(options: VerdictOptions): Verdicts {
  const { service, ask, maxAgeMs, refusedForMs = 20_000, cooldownMs = 5_000, maxEntries = 1_000, now } = options
  const accepted = createExpiringCache<Identity>({ maxEntries, now })
  const refused = createExpiringCache<RestError>({ maxEntries, now })
  const asking = new Map<string, Promise<Identity>>()
  let silent: { readonly error: RestError; readonly until: number } | undefined

  async function askFor(token: string, key: string): Promise<Identity> {
    const latest = now() + maxAgeMs
    try {
      const known = await ask(token)
      const identity = { ...known, expiresAt: Math.min(known.expiresAt, latest) }
      accepted.set(key, identity, identity.expiresAt)
      return identity
    } catch (error) {
      if (error instanceof ServiceSilent) silent = { error, until: now() + cooldownMs }
      else if (error instanceof DependencyUnavailable) refused.set(key, error, now() + cooldownMs)
      else if (error instanceof Unauthorized) refused.set(key, error, now() + refusedForMs)
      throw error
    }
  }

  return async (token, deadline) => {
    const key = digest(token)
    const identity = accepted.get(key)
    if (identity !== undefined) return identity
    const refusal = refused.get(key)
    if (refusal !== undefined) throw refusal
    let pending = asking.get(key)
    if (pending === undefined) {
      if (silent !== undefined && now() < silent.until) throw silent.error
      pending = askFor(token, key).finally(() => asking.delete(key))
      asking.set(key, pending)
    }
    const late = () => new ServiceSilent(service, { cause: new Error('no answer within the deadline') })
    return await waitUntil(pending, deadline, now, late)
  }
}
