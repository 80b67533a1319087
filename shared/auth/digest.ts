import { hash } from 'node:crypto'

/** SHA-256 of a token: what caches are keyed by, so that no cache ever holds a token. */
export function digest(token: string): string {
  return hash('sha256', token, 'base64url')
}
