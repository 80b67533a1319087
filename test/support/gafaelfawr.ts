import { randomBytes } from 'node:crypto'
import { type FaultyServer, startFaultyServer } from '../auth/faulty-server.ts'

/** What Gafaelfawr knows of a token (its API's TokenInfo); times are epoch seconds, absent values are left out. */
export interface TokenInfo {
  readonly username: string
  readonly token_type: 'session' | 'user' | 'notebook' | 'internal' | 'service'
  readonly scopes: readonly string[]
  readonly created: number
  readonly expires?: number
  readonly service?: string
  readonly last_used?: number
  readonly parent?: string
  readonly token_name?: string
}

/** The part of Gafaelfawr that tells a token about itself, on loopback, with faults on demand. */
export interface Gafaelfawr extends FaultyServer {
  /** Makes a token for `alice` with `write:sasquatch` that never expires, or as told. */
  issue(info?: Partial<TokenInfo>): string
  /** From now on the token is unknown: 401. */
  revoke(token: string): void
  /** From now on the token is known to Redis only: 403. */
  orphan(token: string): void
  /** How often token-info was asked for. */
  calls(): number
}

const PATH = '/auth/api/v1/token-info'

/** A token of the right form that no Gafaelfawr has issued. */
export function inventGafaelfawrToken(): string {
  return `gt-${randomBytes(16).toString('base64url')}.${randomBytes(16).toString('base64url')}`
}

export async function startGafaelfawr(): Promise<Gafaelfawr> {
  const tokens = new Map<string, TokenInfo>()
  const orphans = new Set<string>()

  const server = await startFaultyServer((request, response) => {
    const answer = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (request.method !== 'GET' || request.url !== PATH) return answer(404, { detail: 'Not Found' })
    const token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (orphans.has(token)) return answer(403, { detail: [{ type: 'permission_denied', msg: 'Permission denied' }] })
    const info = tokens.get(token)
    if (info === undefined) {
      const challenge = 'Bearer realm="127.0.0.1", error="invalid_token", error_description="Token is not valid"'
      const detail = [{ type: 'invalid_token', msg: 'Token is not valid' }]
      return answer(401, { detail }, { 'www-authenticate': challenge })
    }
    return answer(200, { token: token.slice(3, 25), ...info })
  })

  return Object.assign(server, {
    issue(info: Partial<TokenInfo> = {}) {
      const token = inventGafaelfawrToken()
      const created = Math.floor(Date.now() / 1000)
      tokens.set(token, {
        username: 'alice',
        token_type: 'user',
        scopes: ['read:tap', 'write:sasquatch'],
        created,
        ...info,
      })
      return token
    },

    revoke(token: string) {
      tokens.delete(token)
    },

    orphan(token: string) {
      orphans.add(token)
    },

    calls() {
      return server.requests.filter((path) => path === PATH).length
    },
  })
}
