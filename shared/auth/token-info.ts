import { DependencyUnavailable } from '../http/errors/failures.ts'
import { invalidToken } from './challenge.ts'
import type { Claims } from './claims.ts'
import { fetchJson, type JsonAnswer } from './fetch-json.ts'
import { ServiceSilent } from './service-silent.ts'
import type { Identity } from './verifier.ts'

const MAX_BYTES = 64 * 1024

/** How errors call Gafaelfawr. */
export const TOKEN_SERVICE = 'token service Gafaelfawr'

/** `gt-`, a key of 128 bits that may be logged, a dot, a secret of 128 bits that must not: both unpadded Base64 (URL). */
const FORMAT = /^gt-([\w-]{22})\.[\w-]{22}$/

/** Whether a text has the form of a Gafaelfawr token. */
export function isGafaelfawrToken(token: string): boolean {
  return FORMAT.test(token)
}

/**
 * Asks Gafaelfawr what a token is (`GET /auth/api/v1/token-info`), which any token may ask about itself.
 *
 * @param url  where Gafaelfawr's routes start, for example `https://data.example.org`
 * @throws Unauthorized           401, 403: the token is unknown, revoked or expired
 * @throws ServiceSilent          no connection, no answer before the timeout
 * @throws DependencyUnavailable  any other answer: it is no verdict
 */
export async function fetchTokenInfo(
  url: string,
  token: string,
  timeoutMs: number,
  now: () => number,
): Promise<Identity> {
  const { status, body } = await ask(url, token, timeoutMs)
  if (status === 401 || status === 403) throw invalidToken('The token is not valid: it is unknown, revoked or expired.')
  if (status !== 200) throw noVerdict(`token-info answered ${status}`)
  const identity = read(body, token)
  if (identity.expiresAt <= now()) throw invalidToken('The token has expired.')
  return identity
}

async function ask(url: string, token: string, timeoutMs: number): Promise<JsonAnswer> {
  try {
    const headers = { authorization: `Bearer ${token}` }
    const signal = AbortSignal.timeout(timeoutMs)
    return await fetchJson(`${url}/auth/api/v1/token-info`, { headers, signal, maxBytes: MAX_BYTES })
  } catch (cause) {
    throw new ServiceSilent(TOKEN_SERVICE, { cause })
  }
}

/** An answer of another shape, or about another token, comes from something that is not Gafaelfawr. */
function read(body: unknown, token: string): Identity {
  if (typeof body !== 'object' || body === null) throw noVerdict('token-info answered something that is no object')
  const claims = body as Claims
  const { token: key, username, scopes, expires } = claims
  if (key !== FORMAT.exec(token)?.[1]) throw noVerdict('token-info answered for another token')
  if (typeof username !== 'string' || username === '') throw noVerdict('token-info answered without a username')
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string'))
    throw noVerdict('token-info answered without a list of scopes')
  if (expires !== undefined && expires !== null && typeof expires !== 'number')
    throw noVerdict('token-info answered with an expires that is no number')
  const expiresAt = typeof expires === 'number' ? expires * 1000 : Number.POSITIVE_INFINITY
  return { principal: username, scopes: new Set(scopes), claims, expiresAt }
}

function noVerdict(what: string): DependencyUnavailable {
  return new DependencyUnavailable(TOKEN_SERVICE, { cause: new Error(what) })
}
