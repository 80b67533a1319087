import { Unauthorized } from '../http/errors/access.ts'

/** The challenge of RFC 6750. */
export const BEARER = 'Bearer realm="kafka-rest-edge"'
/** The challenge of RFC 7617. */
export const BASIC = 'Basic realm="kafka-rest-edge", charset="UTF-8"'

/**
 * 401 for a request without usable credentials. The challenge carries no error code: RFC 6750, section 3.1, wants none
 * when the client sent nothing, or used a scheme this proxy does not know.
 *
 * @param challenges  of the schemes that are known here
 * @param asked       what a caller may come with, to follow "send"
 */
export function credentialsRequired(challenges: readonly string[], asked: readonly string[]): Unauthorized {
  const how = asked.length === 0 ? 'come by the ingress that knows its callers' : `send ${asked.join(', or ')}`
  return new Unauthorized(`Authentication is required: ${how}.`, challenges.join(', ') || BEARER)
}

/**
 * 401 for a token that is malformed, expired, or not good for another reason (RFC 6750, section 3.1).
 *
 * @param reason  a sentence of our own, shown to the client; never anything out of the token or an issuer's answer
 */
export function invalidToken(reason: string): Unauthorized {
  return new Unauthorized(reason, `${BEARER}, error="invalid_token", error_description="${quotable(reason)}"`)
}

/** 401 for a user who is not known, or by another password: which of the two is not told. */
export function invalidPassword(): Unauthorized {
  return new Unauthorized('The user name or the password is not right.', BASIC)
}

/** 401 for what the connection says of the caller. @param reason  a sentence of our own */
export function invalidConnection(reason: string): Unauthorized {
  return new Unauthorized(reason, BEARER)
}

/**
 * The `WWW-Authenticate` value of a 403: the token is good, its scopes are not enough (RFC 6750, section 3.1).
 *
 * @param scope  a scope that would be enough; undefined when none is
 */
export function insufficientScope(scope: string | undefined): string {
  const challenge = `${BEARER}, error="insufficient_scope"`
  return scope === undefined ? challenge : `${challenge}, scope="${quotable(scope)}"`
}

/** Keeps to the characters RFC 6750 allows inside these quotes: printable ASCII but `"` and `\`. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
}
