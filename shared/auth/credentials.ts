import { invalidToken } from './challenge.ts'

/** Longest token taken, in bytes: larger than any issuer makes, small enough to hash and to hold. */
export const MAX_TOKEN_BYTES = 16_384

const BEARER_TOKEN = /^[\w.~+/-]+=*$/
const BASE64 = /^[A-Za-z0-9+/_-]+=*$/

/** What an Authorization header holds. */
export type Credentials =
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }

/**
 * Reads an Authorization header: Bearer (RFC 6750, section 2.1) or Basic (RFC 7617), scheme in any case.
 *
 * @returns undefined when it is of another scheme
 * @throws Unauthorized  not the form the scheme prescribes
 */
export function readCredentials(authorization: string): Credentials | undefined {
  const header = authorization.trim()
  const space = header.indexOf(' ')
  const scheme = (space === -1 ? header : header.slice(0, space)).toLowerCase()
  const value = space === -1 ? '' : header.slice(space).trimStart()
  if (scheme === 'bearer') return bearer(value)
  return scheme === 'basic' ? basic(value) : undefined
}

function bearer(token: string): Credentials {
  if (token.length > MAX_TOKEN_BYTES) throw tooLong()
  if (!BEARER_TOKEN.test(token)) throw invalidToken('The bearer token is malformed.')
  return { scheme: 'bearer', token }
}

function basic(value: string): Credentials {
  const text = BASE64.test(value) ? Buffer.from(value, 'base64').toString('utf8') : ''
  const colon = text.indexOf(':')
  if (colon === -1) throw invalidToken('The Basic credentials are malformed.')
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)]
  if (user.length > MAX_TOKEN_BYTES || password.length > MAX_TOKEN_BYTES) throw tooLong()
  return { scheme: 'basic', user, password }
}

function tooLong() {
  return invalidToken(`The token is longer than ${MAX_TOKEN_BYTES} bytes.`)
}
