import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTopic } from '../../support/kafka.ts'
import { startPassThrough } from '../../support/pass-through.ts'
import { type SecuredBroker, startSecuredBroker } from '../../support/secured-broker.ts'
import { startApp, type Target } from '../../support/targets.ts'
import { allow } from './acls.ts'

let broker: SecuredBroker

before(async () => {
  broker = await startSecuredBroker({
    users: [
      { name: 'admin', password: 'admin-secret' },
      { name: 'alice', password: 'alice: secret' },
    ],
  })
  const topic = await createTopic({ name: 'a.orders', kafka: broker.bootstrap })
  await allow({ kafka: broker.bootstrap, principal: 'User:alice', topic, operation: 'WRITE' })
})

after(() => broker.remove())

const start = (settings: Record<string, string> = {}) =>
  startApp({
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.saslBootstrap,
    KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'x required username="admin" password="admin-secret";',
    KAFKA_REST_CLIENT_PRINCIPAL_PROPAGATION: 'true',
    KAFKA_REST_AUTH_BASIC_KAFKA: 'true',
    KAFKA_REST_AUTH_POLICY: '*=*',
    ...settings,
  })

function topics(proxy: Target, login?: string): Promise<Response> {
  const basic = login === undefined ? undefined : Buffer.from(login).toString('base64')
  return proxy.fetch('/topics', { headers: basic === undefined ? {} : { authorization: `Basic ${basic}` } })
}

for (const mechanism of ['SCRAM-SHA-512', 'PLAIN']) {
  test(`who can log in to Kafka by ${mechanism} may come in, and is there who they are`, async (t) => {
    const proxy = await start({ KAFKA_REST_CLIENT_PRINCIPAL_SASL_MECHANISM: mechanism })
    t.after(proxy.close)
    const answer = await topics(proxy, 'alice:alice: secret')
    deepEqual([answer.status, await answer.json()], [200, ['a.orders']])
  })
}

test('who cannot is told 401, like everybody without credentials, and what is wrong stays open', async (t) => {
  const proxy = await start()
  t.after(proxy.close)
  const texts = new Set<string>()
  for (const login of ['alice:guess', 'nobody:guess', 'alice:', ':alice: secret', 'alice\0admin:alice: secret']) {
    const answer = await topics(proxy, login)
    equal(answer.status, 401, login)
    ok(answer.headers.get('www-authenticate')?.startsWith('Basic'))
    texts.add(await answer.text())
  }
  equal(texts.size, 1)
  equal((await topics(proxy)).status, 401)
})

test('a password that Kafka has accepted is not asked about at each request', async (t) => {
  const through = await startPassThrough(broker.saslBootstrap)
  const proxy = await start({ KAFKA_REST_BOOTSTRAP_SERVERS: through.address })
  t.after(() => proxy.close().then(through.close))
  await Promise.all(Array.from({ length: 5 }, () => topics(proxy, 'alice:alice: secret')))
  const asked = through.connections()
  for (let i = 0; i < 5; i++) equal((await topics(proxy, 'alice:alice: secret')).status, 200)
  equal(through.connections(), asked)
})

test('Kafka being away is neither yes nor no: 503', async (t) => {
  const proxy = await start({ KAFKA_REST_BOOTSTRAP_SERVERS: '127.0.0.1:9', KAFKA_REST_REQUEST_TIMEOUT_MS: '1000' })
  t.after(proxy.close)
  equal((await topics(proxy, 'alice:alice: secret')).status, 503)
})

test('a crowd of guesses is turned away before it reaches Kafka', async (t) => {
  const through = await startPassThrough(broker.saslBootstrap)
  const proxy = await start({ KAFKA_REST_BOOTSTRAP_SERVERS: through.address })
  t.after(() => proxy.close().then(through.close))
  const guesses = Array.from({ length: 60 }, async (_, i) => (await topics(proxy, `alice:guess ${i}`)).status)
  const statuses = await Promise.all(guesses)
  deepEqual([...new Set(statuses)].sort(), [401, 503])
  equal(statuses.filter((status) => status === 401).length, 20)
  equal((await topics(proxy, 'alice:alice: secret')).status, 200)
})
