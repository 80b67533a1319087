import { createExpiringCache } from './cache.ts'
import { BASIC, BEARER, credentialsRequired, invalidToken } from './challenge.ts'
import { type Credentials, MAX_TOKEN_BYTES, readCredentials } from './credentials.ts'
import { digest } from './digest.ts'
import { openAuthenticator } from './none.ts'
import type { Identity, Sender, TokenVerifier, Verifiers } from './verifier.ts'

/** Establishes who sent a request. */
export interface Authenticator {
  /**
   * Answers without a promise when the credentials were accepted a moment ago; failures may be thrown or come as a rejection.
   *
   * @param deadline  epoch milliseconds
   * @throws Unauthorized           no credentials, or not valid ones (401)
   * @throws DependencyUnavailable  the issuer gave no answer (503)
   */
  authenticate(sender: Sender, deadline: number): Identity | Promise<Identity>
  /**
   * The token or password by which a sender that was accepted is known, for who shows it on: it is read from the request
   * anew, and kept nowhere. Undefined when the sender is known by something else.
   */
  credentials(sender: Sender): Credentials | undefined
  /**
   * Whether something is of a form that tokens have here, where what was sent does not say whether it is one. Where there are
   * passwords as well, none of them is taken for a token for want of a form that tokens have.
   */
  isToken(text: string): boolean
}

export interface AuthenticatorOptions {
  /** Accepted headers remembered. Default 1,000. */
  readonly maxEntries?: number | undefined
  /** How long an accepted token is not verified again, as far as it does not expire before. Default 60,000. */
  readonly maxAgeMs?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/** Longest header that is looked up before it is read: one that is longer holds no token that could have been accepted. */
const MAX_HEADER_BYTES = 4 * MAX_TOKEN_BYTES

/**
 * Puts verifiers behind one door.
 *
 *     Authorization, and somebody reads it   Bearer  the first token verifier that accepts the token decides
 *                                            Basic   a token in it goes the same way, anything else to the password verifier
 *     otherwise                              what the connection says of the caller, the first verifier that hears something
 *
 * A header that is refused is refused: no client certificate makes up for a wrong token. Headers that brought an accepted
 * token are remembered by their SHA-256, never themselves. With no verifiers at all everybody is let in, see
 * {@link openAuthenticator}; the settings decide whether that may happen.
 */
export function createAuthenticator(verifiers: Verifiers, options: AuthenticatorOptions = {}): Authenticator {
  const { tokens = [], passwords, connections = [] } = verifiers
  const readsHeader = tokens.length > 0 || passwords !== undefined
  if (!readsHeader && connections.length === 0) return openAuthenticator
  const { maxEntries = 1_000, maxAgeMs = 60_000, now = Date.now } = options
  const accepted = createExpiringCache<Identity>({ maxEntries, now })

  function read(authorization: string, key: string, deadline: number): Identity | Promise<Identity> {
    const credentials = readCredentials(authorization)
    if (credentials === undefined) throw required()
    if (credentials.scheme === 'bearer') {
      if (tokens.length === 0) throw required()
      const verifier = tokens.find((one) => one.accepts(credentials.token))
      if (verifier === undefined) throw invalidToken('The bearer token is not of a form that is accepted here.')
      return verify(verifier, credentials.token, key, deadline)
    }
    const found = tokenIn(tokens, credentials)
    if (found !== undefined) return verify(found[0], found[1], key, deadline)
    if (passwords !== undefined) return passwords.verify(credentials.user, credentials.password, deadline)
    throw invalidToken('The Basic credentials hold no token of a form that is accepted here.')
  }

  async function verify(verifier: TokenVerifier, token: string, key: string, deadline: number): Promise<Identity> {
    const identity = await verifier.verify(token, deadline)
    accepted.set(key, identity, Math.min(identity.expiresAt, now() + maxAgeMs))
    return identity
  }

  function required() {
    const challenges = [...(tokens.length > 0 ? [BEARER] : []), ...(passwords === undefined ? [] : [BASIC])]
    const asked = [
      ...(tokens.length > 0 ? ['an Authorization header with a bearer token'] : []),
      ...(passwords === undefined ? [] : ['an Authorization header with user name and password']),
      ...connections.flatMap(({ asks }) => asks ?? []),
    ]
    return credentialsRequired(challenges, asked)
  }

  return {
    authenticate(sender, deadline) {
      const authorization = readsHeader ? sender.header('authorization') : undefined
      if (authorization !== undefined) {
        const key = authorization.length > MAX_HEADER_BYTES ? '' : digest(authorization)
        return accepted.get(key) ?? read(authorization, key, deadline)
      }
      for (const verifier of connections) {
        const identity = verifier.identify(sender)
        if (identity !== undefined) return identity
      }
      throw required()
    },

    credentials(sender) {
      const authorization = readsHeader ? sender.header('authorization') : undefined
      const found = authorization === undefined ? undefined : readCredentials(authorization)
      const token = found?.scheme === 'basic' ? tokenIn(tokens, found)?.[1] : undefined
      return token === undefined ? found : { scheme: 'bearer', token }
    },

    isToken: (text) => tokens.some((one) => one.accepts(text) && !(passwords && one.acceptsAnything)),
  }
}

/**
 * Finds the token in Basic credentials and the verifier for it.
 *
 * They carry a token as user name, password or both; beside it anything may stand, two different tokens may not: nobody
 * could tell who the caller is.
 */
function tokenIn(
  verifiers: readonly TokenVerifier[],
  { user, password }: { readonly user: string; readonly password: string },
): readonly [TokenVerifier, string] | undefined {
  const found = [user, password].flatMap((token) => {
    const verifier = verifiers.find((one) => one.acceptsBasic === true && one.accepts(token))
    return verifier === undefined ? [] : [[verifier, token] as const]
  })
  const [first, second] = found
  if (first !== undefined && second !== undefined && second[1] !== first[1])
    throw invalidToken('The Basic credentials hold two different tokens.')
  return first
}
