import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { allow } from '../kafka/login/acls.ts'
import { createAuthority } from '../support/certificates.ts'
import { secureClient } from '../support/https-request.ts'
import { createTopic } from '../support/kafka.ts'
import { startPassThrough } from '../support/pass-through.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { type SecuredBroker, startSecuredBroker } from '../support/secured-broker.ts'

const json2 = 'application/vnd.kafka.json.v2+json'
const names = ['alice', 'bob', 'carol'] as const
const users = names.map((name) => ({ name, password: `${name}-secret` }))
const authority = createAuthority()
const own = authority.issue()
let broker: SecuredBroker
let hashes: string

before(async () => {
  const admin = { name: 'admin', password: 'admin-secret' }
  broker = await startSecuredBroker({ users: [admin, ...users] })
  for (const name of names) {
    const topic = await createTopic({ name: `${name}.topic`, kafka: broker.bootstrap })
    await allow({ kafka: broker.bootstrap, principal: `User:${name}`, topic, operation: 'WRITE' })
  }
  const lines = users.map(async ({ name, password }) => `${name}: ${await hashPassword(password)},all`)
  hashes = (await Promise.all(lines)).join('\n')
})

after(() => broker.remove())

/** A server that knows callers by password or certificate, and is itself allowed everything at Kafka. */
const start = (settings: Record<string, string> = {}) =>
  startProxy({
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.saslBootstrap,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'x required username="admin" password="admin-secret";',
    KAFKA_REST_CLIENT_PRINCIPAL_PROPAGATION: 'true',
    KAFKA_REST_CLIENT_PRINCIPAL_LOGINS: '{"CN=alice,O=Edge": {"username": "alice", "password": "alice-secret"}}',
    KAFKA_REST_AUTH_BASIC_USERS: hashes,
    KAFKA_REST_AUTH_POLICY: 'all=*; User:CN=alice,O=Edge=*; User:CN=dave=*',
    KAFKA_REST_LISTENERS: 'https://127.0.0.1:0',
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: own.certificate,
    KAFKA_REST_SSL_KEYSTORE_KEY: own.key(),
    KAFKA_REST_SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
    KAFKA_REST_SSL_CLIENT_AUTHENTICATION: 'REQUESTED',
    ...settings,
  })

type Subject = NonNullable<NonNullable<Parameters<typeof authority.issue>[0]>['subject']>
type Caller = { readonly user: string } | { readonly subject: Subject }

/** Stores a record as a caller; the codes of its entries, or of the whole answer. */
async function store(proxy: ProxyProcess, topic: string, caller: Caller): Promise<readonly unknown[]> {
  const certificate = 'subject' in caller ? authority.issue({ subject: caller.subject, hosts: [] }) : undefined
  const basic = 'user' in caller ? Buffer.from(`${caller.user}:${caller.user}-secret`).toString('base64') : undefined
  const client = secureClient(authority.certificate, certificate)
  try {
    const { status, body } = await client.send(`${proxy.url.replace('http:', 'https:')}/topics/${topic}`, {
      method: 'POST',
      headers: { 'content-type': json2, ...(basic && { authorization: `Basic ${basic}` }) },
      body: '{"records":[{"value":1}]}',
    })
    const answer = JSON.parse(body) as { error_code?: number; offsets?: { error_code: number | null }[] }
    return [status, ...(answer.offsets?.map(({ error_code }) => error_code) ?? [answer.error_code])]
  } finally {
    client.close()
  }
}

test('who comes with a name and a password is at Kafka who they are', async (t) => {
  const proxy = await start()
  t.after(() => proxy.stop())
  for (const user of names) {
    for (const other of names) {
      const expected = user === other ? [200, null] : [403, 40301]
      deepEqual(await store(proxy, `${other}.topic`, { user }), expected, `${user} writes to ${other}.topic`)
    }
  }
})

test('who comes with a certificate is at Kafka who the settings say, and nobody without that', async (t) => {
  const proxy = await start()
  t.after(() => proxy.stop())
  const alice: Subject = [
    ['O', 'Edge'],
    ['CN', 'alice'],
  ]
  deepEqual(await store(proxy, 'alice.topic', { subject: alice }), [200, null])
  deepEqual(await store(proxy, 'bob.topic', { subject: alice }), [403, 40301])
  deepEqual(await store(proxy, 'alice.topic', { subject: [['CN', 'dave']] }), [403, 40301])
})

test('callers have clients for as long as they use them, and not too many at once', async (t) => {
  const through = await startPassThrough(broker.saslBootstrap)
  const proxy = await start({
    KAFKA_REST_BOOTSTRAP_SERVERS: through.address,
    KAFKA_REST_CLIENT_PRINCIPAL_MAX_CLIENTS: '2',
    KAFKA_REST_CLIENT_PRINCIPAL_MAX_IDLE_MS: '1000',
  })
  t.after(() => proxy.stop().then(through.close))
  // A new client asks the bootstrap server first, one that is there already does not ask again.
  for (const [user, connections] of [
    ['alice', 1],
    ['alice', 1],
    ['bob', 2],
    ['carol', 3],
    ['bob', 3],
    ['alice', 4],
  ] as const) {
    deepEqual(await store(proxy, `${user}.topic`, { user }), [200, null])
    equal(through.connections(), connections, user)
  }
  const until = Date.now() + 20_000
  while (through.open() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  equal(through.open(), 0)
  deepEqual(await store(proxy, 'alice.topic', { user: 'alice' }), [200, null])
  equal(through.connections(), 5)
})

test('neither passwords nor logins of callers are in the log', async () => {
  const proxy = await start({ KAFKA_REST_LOG_LEVEL: 'trace' })
  deepEqual(await store(proxy, 'alice.topic', { user: 'alice' }), [200, null])
  await proxy.stop()
  ok(proxy.log.length > 0)
  const secrets = /-secret|YWxpY2U6/
  deepEqual(
    proxy.log.filter((line) => secrets.test(line)),
    [],
  )
})
