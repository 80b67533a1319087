import { jwtClaims } from './jwt-claims.ts'
import { type LoginToken, TokenRefused, type TokenSource, TokenUnavailable } from './token.ts'

export interface ClientCredentials {
  /** The issuer's token endpoint. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** Scopes, separated by blanks. */
  readonly scope?: string
  /** Longest wait for an answer. Default 5,000. */
  readonly timeoutMs?: number
}

const MAX_BYTES = 256 * 1024
/** An error code of RFC 6749, section 5.2; anything else may hold whatever the endpoint likes. */
const ERROR_CODE = /^[a-z_]{1,60}$/

/**
 * Asks an issuer for a token each time, as the client that this proxy is (OAuth 2.0 client credentials, RFC 6749, section
 * 4.4), with the credentials in the header as Kafka's own clients do.
 */
export function clientCredentials(options: ClientCredentials, now: () => number = Date.now): TokenSource {
  const { url, clientId, clientSecret, scope, timeoutMs = 5000 } = options
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }).toString()
  const headers = {
    Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    Accept: 'application/json',
  }
  return async () => {
    const asked = now()
    const { status, json } = await post(url, { headers, body, timeoutMs })
    if (status === 400 || status === 401 || status === 403) {
      const { error } = json
      const code = typeof error === 'string' && ERROR_CODE.test(error) ? ` (${error})` : ''
      throw new TokenRefused(`the token endpoint answers ${status}${code}`)
    }
    if (status !== 200) throw new TokenUnavailable(`the token endpoint answers ${status}`)
    return tokenIn(json, asked, clientId)
  }
}

function tokenIn(json: Record<string, unknown>, asked: number, clientId: string): LoginToken {
  const { access_token: value, expires_in: seconds } = json
  if (typeof value !== 'string' || value === '') throw new TokenUnavailable('the token endpoint answers without one')
  const { expiresAt, subject = clientId } = jwtClaims(value)
  const lives = Number(seconds) > 0 ? asked + Number(seconds) * 1000 : Number.POSITIVE_INFINITY
  return { value, expiresAt: Math.min(expiresAt, lives), principal: subject }
}

async function post(
  url: string,
  { headers, body, timeoutMs }: { headers: Record<string, string>; body: string; timeoutMs: number },
): Promise<{ status: number; json: Record<string, unknown> }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of answer.body ?? []) {
      size += chunk.length
      if (size > MAX_BYTES) throw new Error('The answer is too large.')
      chunks.push(chunk)
    }
    return { status: answer.status, json: objectIn(Buffer.concat(chunks).toString()) }
  } catch (cause) {
    throw new TokenUnavailable('the token endpoint cannot be reached', cause)
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
