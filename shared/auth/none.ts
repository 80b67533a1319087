import type { Authenticator } from './authenticate.ts'
import type { Identity } from './verifier.ts'

/**
 * The caller of a proxy that asks nobody who they are (mode `none`).
 *
 * Policies know this very object: a token whose owner is called `anonymous` has no more rights than its scopes give.
 */
export const anonymous: Identity = Object.freeze({
  principal: 'anonymous',
  scopes: new Set<string>(),
  claims: Object.freeze({}),
  expiresAt: Number.POSITIVE_INFINITY,
})

/** Lets everybody in as {@link anonymous}, whatever they send. For a proxy bound to loopback, or open on purpose. */
export const openAuthenticator: Authenticator = {
  authenticate: () => anonymous,
  credentials: () => undefined,
  isToken: () => false,
}
