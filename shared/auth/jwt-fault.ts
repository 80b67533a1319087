import { errors } from 'jose'
import { DependencyUnavailable } from '../http/errors/failures.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { invalidToken } from './challenge.ts'

/** What jose calls a fault of the token, and what its owner is told. Anything not listed is not the token's fault. */
const reasons = (): Readonly<Record<string, string>> => ({
  [errors.JWTExpired.code]: 'The token has expired.',
  [errors.JWTInvalid.code]: 'The token is malformed.',
  [errors.JWSInvalid.code]: 'The token is malformed.',
  [errors.JWSSignatureVerificationFailed.code]: "The token's signature does not match.",
  [errors.JOSEAlgNotAllowed.code]: "The token's signature algorithm is not accepted here.",
  [errors.JOSENotSupported.code]: 'The token needs a JOSE feature that is not supported.',
  [errors.JWKSNoMatchingKey.code]: 'The token is signed with a key its issuer does not publish.',
  [errors.JWKSMultipleMatchingKeys.code]: 'The token does not say which of the keys of its issuer signed it.',
})

/** The claims checked, by which a claim failure is told apart. */
const claimReasons: Readonly<Record<string, string>> = {
  iss: 'The token is from another issuer.',
  nbf: 'The token is not valid yet.',
  exp: 'The token does not say when it expires (claim exp).',
}

/**
 * What a failed verification means to the client: 401 when the token is at fault, 503 when no verdict was reached.
 *
 * jose's own error is no cause of the 401, because it holds the claims.
 */
export function jwtFault(error: unknown): RestError {
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidToken(claimReasons[error.claim] ?? 'The token has a claim that is not valid.')
  const reason = error instanceof errors.JOSEError ? reasons()[error.code] : undefined
  return reason === undefined ? new DependencyUnavailable('token issuer', { cause: error }) : invalidToken(reason)
}
