import { fetchJson } from './fetch-json.ts'

const MAX_BYTES = 256 * 1024

export interface KeySourceOptions {
  /** The issuer as its tokens name it in `iss`. */
  readonly issuer: string
  /** Where the issuer publishes its keys; found by discovery when left out. */
  readonly jwksUrl?: string | undefined
  /** Limit for discovery and key set together. */
  readonly timeoutMs: number
}

/** Fetches the issuer's current key set (RFC 7517), unchecked. */
export type KeySource = () => Promise<unknown>

/**
 * Makes the function that fetches an issuer's keys.
 *
 * Without a `jwksUrl` it asks the issuer (OpenID Connect Discovery 1.0, section 4) and remembers the address until a
 * fetch from there fails.
 */
export function createKeySource({ issuer, jwksUrl, timeoutMs }: KeySourceOptions): KeySource {
  let discovered: string | undefined

  return async () => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const url = jwksUrl ?? discovered ?? (await discover(issuer, signal))
      discovered = url
      return await fetchDocument(url, signal)
    } catch (error) {
      discovered = undefined
      throw error
    }
  }
}

async function discover(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const document = await fetchDocument(url, signal)
  if (typeof document !== 'object' || document === null) throw new Error(`${url} is not a discovery document`)
  const { issuer: named, jwks_uri: jwksUri } = document as Record<string, unknown>
  // Section 4.3: a document that speaks for another issuer must not be used.
  if (named !== issuer) throw new Error(`${url} is the discovery document of another issuer`)
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error(`${url} has no jwks_uri`)
  if (issuer.startsWith('https:') && !jwksUri.startsWith('https:')) throw new Error(`${url} has a jwks_uri without TLS`)
  return jwksUri
}

async function fetchDocument(url: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = await fetchJson(url, { signal, maxBytes: MAX_BYTES })
  if (status !== 200) throw new Error(`${url} answered ${status}`)
  return body
}
