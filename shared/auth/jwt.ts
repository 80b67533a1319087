import { type JWTPayload, jwtVerify } from 'jose'
import { RestError } from '../http/errors/rest-error.ts'
import { invalidToken } from './challenge.ts'
import { claimOf, isMeantFor, scopesOf } from './claims.ts'
import { jwtFault } from './jwt-fault.ts'
import { createKeySet } from './key-set.ts'
import { createKeySource } from './key-source.ts'
import type { Identity, TokenVerifier } from './verifier.ts'

/**
 * Signature algorithms whose verification key is public. Secrets (HS…) and `none` have no place here: whoever reads the
 * published key could sign with it (RFC 8725, sections 2.1 and 3.1).
 */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/

export interface JwtVerifierOptions {
  /** `iss` of the tokens, to the letter; with no `jwksUrl` also the address discovery starts from. */
  readonly issuer: string
  /** What `aud` must name, one of these suffices. */
  readonly audience: string | readonly string[]
  readonly jwksUrl?: string | undefined
  /** Default: every asymmetric algorithm. */
  readonly algorithms?: readonly string[] | undefined
  /** How far the issuer's clock may be from ours. Default 0. */
  readonly clockToleranceMs?: number | undefined
  /** The claim scopes are read from, a path with dots if nested. Default: the usual five, all of them. */
  readonly scopeClaim?: string | undefined
  /** The claim the caller is named by. Default `sub`. */
  readonly principalClaim?: string | undefined
  /** Limit for one fetch of the issuer's keys. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Verifies signed JWTs of one issuer (RFC 7519; checks of RFC 8725, sections 3.1, 3.8 and 3.9, and RFC 9068, section 4).
 *
 * Issuer, audience and algorithms are always checked, and `exp` must be there. Keys come from the issuer and are kept;
 * see key-set.ts for what happens while it is away.
 *
 * @throws Error  the options are not usable; the message names the one
 */
export function createJwtVerifier(options: JwtVerifierOptions): TokenVerifier {
  const { issuer, jwksUrl, scopeClaim, principalClaim = 'sub' } = options
  const { clockToleranceMs = 0, timeoutMs = 5_000, now = Date.now } = options
  const { algorithms, audiences } = checked(options)
  const keys = createKeySet({ source: createKeySource({ issuer, jwksUrl, timeoutMs }), now })

  function identify(claims: JWTPayload): Identity {
    if (!isMeantFor(claims, audiences)) throw invalidToken('The token is meant for another audience.')
    const principal = claimOf(claims, principalClaim)
    if (typeof principal !== 'string' || principal === '')
      throw invalidToken(`The token does not say who its owner is (claim ${principalClaim}).`)
    // jose has checked that exp is there and a number.
    return { principal, scopes: scopesOf(claims, scopeClaim), claims, expiresAt: Number(claims.exp) * 1000 }
  }

  return {
    name: 'jwt',

    accepts: (token) => COMPACT_JWS.test(token),

    async verify(token, deadline) {
      try {
        const { payload } = await jwtVerify(token, (header, jws) => keys.keyFor(header, jws, deadline), {
          issuer,
          algorithms,
          requiredClaims: ['exp'],
          clockTolerance: clockToleranceMs / 1000,
          currentDate: new Date(now()),
        })
        return identify(payload)
      } catch (error) {
        throw error instanceof RestError ? error : jwtFault(error)
      }
    },
  }
}

function checked({ issuer, audience, jwksUrl, algorithms = ASYMMETRIC }: JwtVerifierOptions) {
  const audiences = typeof audience === 'string' ? [audience] : audience
  if (audiences.length === 0 || audiences.includes('')) throw new Error('audience: at least one is needed, none empty')
  const secret = algorithms.filter((algorithm) => !ASYMMETRIC.includes(algorithm))
  if (algorithms.length === 0 || secret.length > 0)
    throw new Error(`algorithms: ${secret.join(', ') || 'none given'}; choose from ${ASYMMETRIC.join(', ')}`)
  if (issuer === '') throw new Error('issuer: must not be empty')
  const [name, url] = jwksUrl === undefined ? ['issuer', issuer] : ['jwksUrl', jwksUrl]
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Error(`${name}: ${url} is not an http(s) address`)
  return { algorithms: [...algorithms], audiences }
}
