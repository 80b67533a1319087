import { equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DependencyUnavailable } from '../../shared/http/errors/failures.ts'
import { createRegistry } from '../../shared/registry/client.ts'
import { type Certificate, type CertificateShape, createAuthority } from '../support/certificates.ts'
import { createTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { startApp } from '../support/targets.ts'
import { newSchema, newTopic } from './subjects.ts'
import { openWay } from './way.ts'

const authority = createAuthority()
const stranger = createAuthority('Another authority')
const ca = authority.certificate
const client = authority.issue({ subject: [['CN', 'kafka-rest-edge']], hosts: [] })
const own = (certificate: Certificate) => ({ cert: certificate.certificate, key: certificate.key() })
const soon = () => Date.now() + 10_000
const schema = { type: 'AVRO', text: newSchema(), references: [] } as const
const { id } = await createRegistry({ url: stack.registry }).register(schema, `${newTopic()}-value`, soon())

/** A way to the registry over TLS. @param asks  whether clients must show a certificate of the authority */
const secureWay = (t: TestContext, asks = false, shape?: CertificateShape) =>
  openWay(t, stack.registry, 0, {
    ...own(authority.issue(shape)),
    ...(asks && { ca, requestCert: true, rejectUnauthorized: true }),
  })

test('a registry whose certificate the configured authority has issued is trusted; one connection serves several calls', async (t) => {
  const way = await secureWay(t)
  const registry = createRegistry({ url: way.url, tls: { ca } })
  equal((await registry.schema(id, soon())).text, schema.text)
  await rejects(registry.schema(2147483644, soon()))
  equal(way.requests.length, 2)
  equal(way.connections, 1)
})

const untrusted: readonly (readonly [what: string, trusted: string | undefined, shape: CertificateShape])[] = [
  ['an authority that nobody has configured', undefined, {}],
  ['another authority', stranger.certificate, {}],
  ['the right one, for another host', ca, { hosts: ['registry.example'] }],
  ['the right one, but it has expired', ca, { notAfter: new Date(Date.now() - 60_000) }],
  ['the right one, but it does not hold yet', ca, { notBefore: new Date(Date.now() + 600_000) }],
]
for (const [what, trusted, shape] of untrusted) {
  test(`a registry with a certificate of ${what}: 503 at once, and nothing is sent`, async (t) => {
    const way = await secureWay(t, false, shape)
    const registry = createRegistry({
      url: way.url,
      token: 's3cret',
      tls: trusted === undefined ? {} : { ca: trusted },
    })
    const begin = Date.now()
    await rejects(registry.schema(id, soon()), DependencyUnavailable)
    ok(Date.now() - begin < 1_000)
    equal(way.requests.length, 0)
  })
}

test('a registry that asks for a certificate is shown the proxy’s', async (t) => {
  const way = await secureWay(t, true)
  equal((await createRegistry({ url: way.url, tls: { ca, ...own(client) } }).schema(id, soon())).text, schema.text)
  equal(way.client, 'kafka-rest-edge')
})

for (const [what, shown] of [
  ['no certificate', {}],
  ['a certificate of another authority', own(stranger.issue())],
] as const) {
  test(`a registry that asks for a certificate and is shown ${what}: 503 at once`, async (t) => {
    const way = await secureWay(t, true)
    const begin = Date.now()
    await rejects(createRegistry({ url: way.url, tls: { ca, ...shown } }).schema(id, soon()), DependencyUnavailable)
    ok(Date.now() - begin < 1_000)
    equal(way.requests.length, 0)
  })
}

test('a bearer token is sent with every call', async (t) => {
  const way = await secureWay(t)
  const registry = createRegistry({ url: way.url, token: 'abc.def', tls: { ca } })
  await registry.schema(id, soon())
  equal(way.headers.authorization, 'Bearer abc.def')
  await registry.register({ ...schema, text: newSchema() }, `${newTopic()}-value`, soon())
  equal(way.headers.authorization, 'Bearer abc.def')
})

test('a connection that breaks is made again, with the same certificate', async (t) => {
  const way = await secureWay(t, true)
  way.faults.push('reset')
  await createRegistry({ url: way.url, tls: { ca, ...own(client) } }).schema(id, soon())
  equal(way.requests.length, 2)
  equal(way.client, 'kafka-rest-edge')
})

test('fail-over goes on to a registry over TLS', async (t) => {
  const [first, second] = [await secureWay(t), await secureWay(t)]
  await first.close()
  await createRegistry({ url: [first.url, second.url], tls: { ca } }).schema(id, soon())
  equal(second.requests.length, 1)
})

test('by the settings: a whole proxy with certificate, key with a password and token', async (t) => {
  const way = await secureWay(t, true)
  const proxy = await startApp({
    KAFKA_REST_SCHEMA_REGISTRY_URL: way.url,
    KAFKA_REST_SCHEMA_REGISTRY_BEARER_AUTH_CREDENTIALS_SOURCE: 'STATIC_TOKEN',
    KAFKA_REST_SCHEMA_REGISTRY_BEARER_AUTH_TOKEN: 'abc',
    KAFKA_REST_SCHEMA_REGISTRY_SSL_TRUSTSTORE_CERTIFICATES: ca,
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEYSTORE_CERTIFICATE_CHAIN: client.certificate,
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEYSTORE_KEY: client.key('s3cret'),
    KAFKA_REST_SCHEMA_REGISTRY_SSL_KEY_PASSWORD: 's3cret',
    // All that is configured is asked whether it is ready.
    KAFKA_REST_CONSUMER_STORE: 'memory',
  })
  t.after(() => proxy.close())
  const answer = await proxy.fetch(`/topics/${await createTopic()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kafka.avro.v2+json' },
    body: JSON.stringify({ value_schema: '"int"', records: [{ value: 1 }] }),
  })
  equal(answer.status, 200, await answer.text())
  equal(way.headers.authorization, 'Bearer abc')
  equal(way.client, 'kafka-rest-edge')
  const ready = await proxy.fetch('/health/ready')
  equal(ready.status, 200, await ready.text())
})
