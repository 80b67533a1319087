import { createExpiringCache } from './cache.ts'
import { invalidToken } from './challenge.ts'
import { type Credentials, readCredentials } from './credentials.ts'
import { digest } from './digest.ts'
import { openAuthenticator } from './none.ts'
import type { Identity, TokenVerifier } from './verifier.ts'

/** Establishes who sent a request. */
export interface Authenticator {
  /**
   * Answers without a promise when the token was accepted a moment ago; failures may be thrown or come as a rejection.
   *
   * @param authorization  the header as it came, undefined when there was none
   * @param deadline       epoch milliseconds
   * @throws Unauthorized           no token, or not a valid one (401)
   * @throws DependencyUnavailable  the issuer gave no answer (503)
   */
  authenticate(authorization: string | undefined, deadline: number): Identity | Promise<Identity>
}

export interface AuthenticatorOptions {
  /** Accepted tokens remembered. Default 1,000. */
  readonly maxEntries?: number | undefined
  /** How long an accepted token is not verified again, as far as it does not expire before. Default 60,000. */
  readonly maxAgeMs?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Puts verifiers behind one door: the first that accepts a token by its form decides about it.
 *
 * Accepted tokens are remembered by their SHA-256, never themselves. With no verifiers at all everybody is let in, see
 * {@link openAuthenticator}; the settings decide whether that may happen.
 */
export function createAuthenticator(
  verifiers: readonly TokenVerifier[],
  options: AuthenticatorOptions = {},
): Authenticator {
  if (verifiers.length === 0) return openAuthenticator
  const { maxEntries = 1_000, maxAgeMs = 60_000, now = Date.now } = options
  const accepted = createExpiringCache<Identity>({ maxEntries, now })

  async function verify(verifier: TokenVerifier, token: string, key: string, deadline: number): Promise<Identity> {
    const identity = await verifier.verify(token, deadline)
    accepted.set(key, identity, Math.min(identity.expiresAt, now() + maxAgeMs))
    return identity
  }

  return {
    authenticate(authorization, deadline) {
      const [verifier, token] = choose(verifiers, readCredentials(authorization))
      const key = digest(token)
      return accepted.get(key) ?? verify(verifier, token, key, deadline)
    },
  }
}

/**
 * Finds the token in the credentials and the verifier for it.
 *
 * Basic credentials carry a token as user name, password or both; beside it anything may stand, two different tokens
 * may not: nobody could tell who the caller is.
 */
function choose(verifiers: readonly TokenVerifier[], credentials: Credentials): readonly [TokenVerifier, string] {
  if (credentials.scheme === 'bearer') {
    const verifier = verifiers.find((one) => one.accepts(credentials.token))
    if (verifier === undefined) throw invalidToken('The bearer token is not of a form that is accepted here.')
    return [verifier, credentials.token]
  }
  const found = [credentials.user, credentials.password].flatMap((token) => {
    const verifier = verifiers.find((one) => one.acceptsBasic === true && one.accepts(token))
    return verifier === undefined ? [] : [[verifier, token] as const]
  })
  const [first, second] = found
  if (first === undefined) throw invalidToken('The Basic credentials hold no token of a form that is accepted here.')
  if (second !== undefined && second[1] !== first[1])
    throw invalidToken('The Basic credentials hold two different tokens.')
  return first
}
