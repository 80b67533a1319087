import { DependencyUnavailable } from '../http/errors/failures.ts'
import { invalidToken } from './challenge.ts'
import { type Claims, claimOf, isMeantFor, scopesOf } from './claims.ts'
import { fetchJson, type JsonAnswer } from './fetch-json.ts'
import { ServiceSilent } from './service-silent.ts'
import { serviceUrl } from './service-url.ts'
import { createVerdicts, type VerdictMemory } from './verdicts.ts'
import type { Identity, TokenVerifier } from './verifier.ts'

const MAX_BYTES = 64 * 1024
const SERVICE = 'token introspection service'
/** Who a token belongs to: its owner, or the client that acts on its own behalf. */
const PRINCIPAL_CLAIMS = ['sub', 'username', 'client_id']

export interface IntrospectionVerifierOptions extends VerdictMemory {
  /** The introspection endpoint. */
  readonly url: string
  /** This proxy's own login there (RFC 6749, section 2.3.1, by HTTP Basic). */
  readonly clientId: string
  readonly clientSecret: string
  /** What `aud` must name, one of these suffices; empty when the issuer only tells a client of tokens for it. */
  readonly audiences?: readonly string[] | undefined
  /** The claim scopes are read from, a path with dots if nested. Default: the usual five, all of them. */
  readonly scopeClaim?: string | undefined
  /** The claim the caller is named by. Default: the first of `sub`, `username`, `client_id` that there is. */
  readonly principalClaim?: string | undefined
  /** How long an accepted token is not asked about again, at most. Default 60,000. */
  readonly maxAgeMs?: number | undefined
  /** Limit for one call. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** The clock, epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * Verifies tokens of any form by asking their issuer (OAuth 2.0 Token Introspection, RFC 7662); verdicts.ts says what is
 * remembered, and what happens while it is away.
 *
 * @throws Error  the options are not usable; the message names the one
 */
export function createIntrospectionVerifier(options: IntrospectionVerifierOptions): TokenVerifier {
  const { maxAgeMs = 60_000, now = Date.now } = options
  const url = serviceUrl('url', options.url)
  if (options.clientId === '') throw new Error('clientId: must not be empty')
  const verify = createVerdicts({
    ...options,
    service: SERVICE,
    ask: async (token) => identify(await ask(url, token, options), options, now),
    maxAgeMs,
    now,
  })
  return { name: 'introspection', accepts: () => true, acceptsAnything: true, verify }
}

async function ask(url: string, token: string, options: IntrospectionVerifierOptions): Promise<JsonAnswer> {
  const { clientId, clientSecret, timeoutMs = 5_000 } = options
  // Section 2.3.1 of RFC 6749 has both encoded like a form's fields first.
  const login = [clientId, clientSecret].map((part) => new URLSearchParams({ '': part }).toString().slice(1)).join(':')
  try {
    return await fetchJson(url, {
      headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
      form: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      signal: AbortSignal.timeout(timeoutMs),
      maxBytes: MAX_BYTES,
    })
  } catch (cause) {
    throw new ServiceSilent(SERVICE, { cause })
  }
}

/** RFC 7662, section 2.2. Only a 200 says something of the token: a 401 is about our own login. */
function identify({ status, body }: JsonAnswer, options: IntrospectionVerifierOptions, now: () => number): Identity {
  if (status !== 200) throw noVerdict(`it answered ${status}`)
  if (typeof body !== 'object' || body === null) throw noVerdict('it answered something that is no object')
  const claims = body as Claims
  if (claims.active === false) throw invalidToken('The token is not active: it is unknown, revoked or expired.')
  if (claims.active !== true) throw noVerdict('it did not say whether the token is active')
  const [expiresAt, validFrom] = [timeOf(claims, 'exp'), timeOf(claims, 'nbf')]
  if (expiresAt !== undefined && expiresAt <= now()) throw invalidToken('The token has expired.')
  if (validFrom !== undefined && validFrom > now()) throw invalidToken('The token is not valid yet.')
  if (options.audiences?.length && !isMeantFor(claims, options.audiences))
    throw invalidToken('The token is meant for another audience.')
  return {
    principal: principalOf(claims, options.principalClaim),
    scopes: scopesOf(claims, options.scopeClaim),
    claims,
    expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
  }
}

function principalOf(claims: Claims, claim: string | undefined): string {
  const names = claim === undefined ? PRINCIPAL_CLAIMS : [claim]
  const found = names.map((name) => claimOf(claims, name)).find((value) => typeof value === 'string' && value !== '')
  if (typeof found === 'string') return found
  throw invalidToken(`The token does not say who its owner is (${names.join(', ')}).`)
}

/** A claim in epoch seconds as epoch milliseconds. */
function timeOf(claims: Claims, name: string): number | undefined {
  const value = claims[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw noVerdict(`it answered with an ${name} that is no number`)
  return value * 1000
}

function noVerdict(what: string): DependencyUnavailable {
  return new DependencyUnavailable(SERVICE, { cause: new Error(what) })
}
