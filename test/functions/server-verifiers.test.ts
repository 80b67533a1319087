import { equal, match } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ACTIONS, type Action } from '../../shared/auth/actions.ts'
import { requests, successes } from '../contract/verifiers.cases.ts'
import { type Certificate, createAuthority } from '../support/certificates.ts'
import { type SecureClient, secureClient } from '../support/https-request.ts'
import { createTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

/** Sends a request as somebody who is called so; `undefined` for nobody. */
type Send = (
  who: string | undefined,
  path: string,
  call: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ status: number; body: string }>

const all = (rule: (action: Action) => string) => [...ACTIONS.map(rule), 'User:admin=*'].join(';')

/** Callers who may do one thing each, and callers who may do all but one, by name. */
const policy = `${all((action) => `User:may-${action}=${action}`)};${all(
  (action) => `User:not-${action}=${ACTIONS.filter((other) => other !== action)}`,
)}`

/** Every action, allowed and denied, through a server whose callers are known by their connection. */
function tableOf(kind: string, environment: Record<string, string>, open: (proxy: ProxyProcess) => Send): void {
  describe(kind, () => {
    let proxy: ProxyProcess
    let send: Send
    let cluster = ''
    before(async () => {
      proxy = await startProxy({
        ...environment,
        KAFKA_REST_AUTH_POLICY: policy,
        KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true',
      })
      send = open(proxy)
      const { body } = await send('admin', '/v3/clusters', { method: 'GET', headers: {} })
      cluster = JSON.parse(body).data[0].cluster_id
    })
    after(() => proxy.stop())

    for (const action of ACTIONS) {
      const { method, path, headers, body } = requests[action]
      const rows = [
        [`may-${action}`, successes[action] ?? 200],
        [`not-${action}`, 403],
        [undefined, 401],
        ['', 401],
      ] as const
      for (const [who, status] of rows)
        test(`${action} by ${who === '' ? 'a caller without a name' : (who ?? 'nobody')} answers ${status}`, async () => {
          const place = path.replace('{cluster}', cluster).replace('{topic}', await createTopic())
          const answer = await send(who, place, {
            method,
            headers: { ...headers },
            ...(body && { body: String(body) }),
          })
          equal(answer.status, status, answer.body)
          if (status >= 400) match(answer.body, /"error_code":(401|40301),/)
        })
    }
  })
}

const trusted = {
  KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: 'X-Auth-Request-User',
  KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: '127.0.0.1',
}
tableOf('a trusted header', trusted, ({ url }) => async (who, path, { headers, ...call }) => {
  const response = await fetch(url + path, {
    ...call,
    headers: { ...headers, ...(who !== undefined && { 'x-auth-request-user': who }) },
  })
  return { status: response.status, body: await response.text() }
})

const authority = createAuthority()
const own = authority.issue()
const certificates = {
  KAFKA_REST_LISTENERS: 'https://127.0.0.1:0',
  KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate,
  KAFKA_REST_SSL_KEYSTORE_KEY: own.key(),
  KAFKA_REST_SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
  KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUESTED',
  KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES: 'RULE:^CN=([a-z:-]*)$/$1/',
}
const clients = new Map<string | undefined, SecureClient>()
after(() => {
  for (const client of clients.values()) client.close()
})

/** A client with a certificate in this name; of nobody without one. */
function clientOf(who: string | undefined): SecureClient {
  const certificate: Certificate | undefined =
    who === undefined ? undefined : authority.issue({ subject: [['CN', who]], hosts: [] })
  const client = clients.get(who) ?? secureClient(authority.certificate, certificate)
  clients.set(who, client)
  return client
}
tableOf(
  'a client certificate',
  certificates,
  ({ url }) =>
    (who, path, call) =>
      clientOf(who).send(url.replace('http:', 'https:') + path, call),
)
