import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server'
import { type FaultyServer, startFaultyServer } from '../auth/faulty-server.ts'

/** An issuer of opaque tokens on loopback that tells its clients about them (RFC 7662), with faults on demand. */
export interface Introspection extends FaultyServer {
  /** The endpoint. */
  readonly endpoint: string
  /** Makes a token, active for an hour, with these members of its answer in addition or instead; undefined takes one away. */
  issue(members?: Record<string, unknown>): string
  /** From now on the token is not active. */
  revoke(token: string): void
  /** How often the endpoint was asked. */
  calls(): number
  /** What it was sent last: the form, and who asked. */
  last(): { readonly form: Readonly<Record<string, string>>; readonly login: string }
}

export const CLIENT = { id: 'kafka rest/edge', secret: 'not:so=secret' }

/** Settings of a proxy that asks it. */
export function introspecting({ endpoint }: Introspection): Record<string, string> {
  return {
    KAFKA_REST_AUTH_INTROSPECTION_URL: endpoint,
    KAFKA_REST_AUTH_INTROSPECTION_CLIENT_ID: CLIENT.id,
    KAFKA_REST_AUTH_INTROSPECTION_CLIENT_SECRET: CLIENT.secret,
  }
}

export async function startIntrospection(): Promise<Introspection> {
  const issuer = new OAuth2Issuer()
  const service = new OAuth2Service(issuer)
  const tokens = new Map<string, Record<string, unknown>>()
  // The endpoint itself leaves bodies alone.
  const forms = new WeakMap<IncomingMessage, Record<string, string>>()
  let last: ReturnType<Introspection['last']> = { form: {}, login: '' }
  service.on('beforeIntrospect', (answer, request) => {
    const form = forms.get(request as IncomingMessage) ?? {}
    const [, basic = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? []
    const login = Buffer.from(basic, 'base64').toString()
    last = { form, login }
    answer.body = (login === 'kafka+rest%2Fedge:not%3Aso%3Dsecret' && tokens.get(form.token ?? '')) || { active: false }
  })
  const server = await startFaultyServer(async (request, response) => {
    forms.set(request, Object.fromEntries(new URLSearchParams(await text(request))))
    service.requestHandler(request, response)
  })
  issuer.url = server.url
  await issuer.keys.generate('ES256')
  return Object.assign(server, {
    endpoint: `${server.url}/introspect`,
    issue(members: Record<string, unknown> = {}) {
      const token = randomBytes(24).toString('base64url')
      const exp = Math.floor(Date.now() / 1000) + 3600
      tokens.set(token, { active: true, sub: 'alice', scope: 'read:tap write:sasquatch', exp, ...members })
      return token
    },
    revoke(token: string) {
      tokens.delete(token)
    },
    calls: () => server.requests.filter((path) => path === '/introspect').length,
    last: () => last,
  })
}
