import { Unauthorized } from '../http/errors.ts'

const bearer = 'Bearer realm="kafka-rest-edge"'

/**
 * 401 for a request without usable credentials. The challenge carries no error code: RFC 6750, section 3.1, wants none
 * when the client sent nothing, or used a scheme this proxy does not know.
 */
export function credentialsRequired(): Unauthorized {
  return new Unauthorized('Authentication is required: send an Authorization header with a bearer token.', bearer)
}

/**
 * 401 for a token that is malformed, expired, or not good for another reason (RFC 6750, section 3.1).
 *
 * @param reason  a sentence of our own, shown to the client; never anything out of the token or an issuer's answer
 */
export function invalidToken(reason: string): Unauthorized {
  return new Unauthorized(reason, `${bearer}, error="invalid_token", error_description="${quotable(reason)}"`)
}

/**
 * The `WWW-Authenticate` value of a 403: the token is good, its scopes are not enough (RFC 6750, section 3.1).
 *
 * @param scope  a scope that would be enough; undefined when none is
 */
export function insufficientScope(scope: string | undefined): string {
  const challenge = `${bearer}, error="insufficient_scope"`
  return scope === undefined ? challenge : `${challenge}, scope="${quotable(scope)}"`
}

/** Keeps to the characters RFC 6750 allows inside these quotes: printable ASCII but `"` and `\`. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
}
