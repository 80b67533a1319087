import { decodeJwt } from 'jose'
import { invalidToken } from './challenge.ts'
import type { TokenVerifier } from './verifier.ts'

/**
 * Makes one verifier of several issuers' of JWTs: the claim `iss`, to the letter, decides which is asked, and that one alone
 * checks everything, the issuer included. Nothing is fetched for a token of an issuer that is not among them.
 *
 * @param issuers    verifiers by the `iss` of their tokens
 * @param exclusive  whether a JWT of another issuer is refused here, rather than left to the next verifier
 */
export function createIssuersVerifier(issuers: ReadonlyMap<string, TokenVerifier>, exclusive: boolean): TokenVerifier {
  const [first] = issuers.values()
  return {
    name: 'jwt',
    accepts: (token) => first?.accepts(token) === true && (exclusive || issuers.has(issuerOf(token) ?? '')),
    async verify(token, deadline) {
      // What is malformed is any verifier's to refuse.
      const issuer = issuerOf(token)
      const verifier = issuer === undefined ? first : issuers.get(issuer)
      if (verifier === undefined) throw invalidToken('The token is from another issuer.')
      return await verifier.verify(token, deadline)
    },
  }
}

/** Who a token says that it is from, unchecked; undefined when it cannot be read or says nothing. */
function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token)
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}
