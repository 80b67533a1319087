import { readFile } from 'node:fs/promises'
import { jwtClaims } from './jwt-claims.ts'
import { type LoginToken, type TokenSource, TokenUnavailable } from './token.ts'

/** A token that somebody else made, the same at every login. */
export function givenToken(value: string): TokenSource {
  const token = loginToken(value)
  return () => Promise.resolve(token)
}

/** A token in a file that somebody else keeps fresh; read at every login. */
export function tokenInFile(path: string | URL): TokenSource {
  return async () => {
    const value = (await readFile(path, 'utf8').catch(unreadable)).trim()
    if (value === '') throw new TokenUnavailable('its file is empty')
    return loginToken(value)
  }
}

function loginToken(value: string): LoginToken {
  const { expiresAt, subject = 'kafka-rest-edge' } = jwtClaims(value)
  return { value, expiresAt, principal: subject }
}

function unreadable(error: unknown): never {
  throw new TokenUnavailable('its file cannot be read', error)
}
