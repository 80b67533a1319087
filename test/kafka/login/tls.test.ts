import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadConfig } from '../../../shared/config/config.ts'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { fetchMetadata } from '../../../shared/kafka/metadata.ts'
import { type Authority, createAuthority } from '../../support/certificates.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { type SecuredBroker, startSecuredBroker } from '../../support/secured-broker.ts'
import { startApp } from '../../support/targets.ts'
import { allow } from './acls.ts'

let broker: SecuredBroker
let topic: string
const dir = newFolder('stores')

before(async () => {
  broker = await startSecuredBroker()
  topic = await createTopic({ kafka: broker.bootstrap })
  for (const operation of ['READ', 'WRITE', 'DESCRIBE', 'DESCRIBE_CONFIGS'] as const)
    await allow({ kafka: broker.bootstrap, principal: 'User:proxy', topic, operation })
})

after(() => broker.remove())

/** A proxy towards the listener that wants certificates. */
const secure = (settings: Record<string, string>) => ({
  KAFKA_REST_BOOTSTRAP_SERVERS: broker.ssl,
  KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SSL',
  KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: broker.authority.certificate,
  KAFKA_REST_PRODUCER_DELIVERY_TIMEOUT_MS: '4000',
  KAFKA_REST_REQUEST_TIMEOUT_MS: '5000',
  ...settings,
})

const certified = (authority: Authority, commonName = 'proxy') => {
  const { certificate, key } = authority.issue({ subject: [['CN', commonName]], hosts: [] })
  return {
    KAFKA_REST_CLIENT_SSL_KEYSTORE_CERTIFICATE_CHAIN: certificate,
    KAFKA_REST_CLIENT_SSL_KEYSTORE_KEY: key(),
  }
}

const produce = {
  method: 'POST',
  headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
  body: '{"records":[{"value":"through TLS"}]}',
}

function stored(name: string, content: string | Buffer): string {
  const file = join(dir, name)
  writeFileSync(file, content)
  return file
}

/** The ways to give the proxy its certificate and the authority to trust. */
const ways: Readonly<Record<string, () => Record<string, string>>> = {
  'PEM in the settings': () => certified(broker.authority),
  'PEM in the settings, the key encrypted': () => {
    const { certificate, key } = broker.authority.issue({ subject: [['CN', 'proxy']] })
    return {
      KAFKA_REST_CLIENT_SSL_KEYSTORE_CERTIFICATE_CHAIN: certificate,
      KAFKA_REST_CLIENT_SSL_KEYSTORE_KEY: key('key-secret'),
      KAFKA_REST_CLIENT_SSL_KEY_PASSWORD: 'key-secret',
    }
  },
  'PEM files': () => {
    const { certificate, key } = broker.authority.issue({ subject: [['CN', 'proxy']] })
    return {
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: '',
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_LOCATION: stored('ca.pem', broker.authority.certificate),
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_TYPE: 'PEM',
      KAFKA_REST_CLIENT_SSL_KEYSTORE_LOCATION: stored('own.pem', key() + certificate),
      KAFKA_REST_CLIENT_SSL_KEYSTORE_TYPE: 'PEM',
    }
  },
  'PKCS#12 files': () => {
    const own = broker.authority.issue({ subject: [['CN', 'proxy']] })
    return {
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: '',
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_LOCATION: stored('trust.p12', own.pkcs12('trust-secret')),
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_PASSWORD: 'trust-secret',
      KAFKA_REST_CLIENT_SSL_KEYSTORE_LOCATION: stored('own.p12', own.pkcs12('own-secret')),
      KAFKA_REST_CLIENT_SSL_KEYSTORE_TYPE: 'PKCS12',
      KAFKA_REST_CLIENT_SSL_KEYSTORE_PASSWORD: 'own-secret',
    }
  },
}

for (const [way, settings] of Object.entries(ways)) {
  test(`with ${way} records are stored and read, and the topic is described, as the certificate's principal`, async (t) => {
    const proxy = await startApp(secure(settings()))
    t.after(proxy.close)
    const answer = await proxy.fetch(`/topics/${topic}`, produce)
    const { offsets } = (await answer.json()) as { offsets: { partition: number; offset: number }[] }
    equal(answer.status, 200)
    const offset = offsets[0]?.offset ?? -1
    equal((await readTopic(topic, offset + 1, broker.bootstrap))[offset]?.value?.toString(), '"through TLS"')

    const read = await proxy.fetch(`/topics/${topic}/partitions/0/messages?offset=${offset}`, {
      headers: { accept: 'application/vnd.kafka.json.v1+json' },
    })
    deepEqual([read.status, ((await read.json()) as { value: string }[])[0]?.value], [200, 'through TLS'])

    const described = await proxy.fetch(`/topics/${topic}`)
    equal(((await described.json()) as { name: string }).name, topic)
  })
}

const local = { KAFKA_REST_LISTENERS: 'http://127.0.0.1:0' }
const localhost = () => broker.ssl.replace('127.0.0.1', 'localhost')

/** What is wrong → what the proxy says about it, by configuration or by what the broker is. */
const faults: Readonly<Record<string, readonly [settings: () => Record<string, string>, reason: RegExp]>> = {
  'an authority that did not make the broker’s certificate': [
    () => ({
      ...certified(broker.authority),
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: createAuthority().certificate,
    }),
    /authority that is not trusted/,
  ],
  'no authority, so that the system’s are asked': [
    () => ({ ...certified(broker.authority), KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: '' }),
    /authority that is not trusted/,
  ],
  'no certificate where one is wanted': [() => ({}), /does not accept this proxy’s certificate, or wants one/],
  'a certificate of another authority': [
    () => certified(createAuthority()),
    /does not accept this proxy’s certificate, or wants one/,
  ],
  'a certificate that has expired': [
    () => {
      const past = { notBefore: new Date(Date.now() - 7_200_000), notAfter: new Date(Date.now() - 3_600_000) }
      const { certificate, key } = broker.authority.issue({ subject: [['CN', 'proxy']], ...past })
      return {
        KAFKA_REST_CLIENT_SSL_KEYSTORE_CERTIFICATE_CHAIN: certificate,
        KAFKA_REST_CLIENT_SSL_KEYSTORE_KEY: key(),
      }
    },
    /does not accept this proxy’s certificate, or wants one/,
  ],
}

async function fails(settings: Record<string, string>, reason: RegExp): Promise<void> {
  const proxy = await startApp(settings)
  try {
    const begun = performance.now()
    const listed = await proxy.fetch('/topics')
    const { error_code, message } = (await listed.json()) as { error_code: number; message: string }
    deepEqual([listed.status, error_code], [503, 50302])
    match(message, reason)
    ok(!/127\.0\.0\.1|localhost/.test(message), message)
    const produced = await proxy.fetch(`/topics/${topic}`, produce)
    const { offsets } = (await produced.json()) as { offsets: { error_code: number; error: string }[] }
    deepEqual([produced.status, offsets[0]?.error_code], [200, 50003])
    match(offsets[0]?.error ?? '', reason)
    ok(performance.now() - begun < 4000, 'it takes no time to be told')
  } finally {
    await proxy.close()
  }
}

for (const [fault, [settings, reason]] of Object.entries(faults)) {
  test(`with ${fault} requests answer 503 at once and say why`, () => fails(secure(settings()), reason))
}

test('TLS towards a listener that does not speak it answers 503 in time', async (t) => {
  const proxy = await startApp({
    ...secure(certified(broker.authority)),
    KAFKA_REST_BOOTSTRAP_SERVERS: broker.bootstrap,
  })
  t.after(proxy.close)
  const begun = performance.now()
  equal((await proxy.fetch('/topics')).status, 503)
  ok(performance.now() - begun < 8000)
})

test('a proxy without TLS is told that the listener speaks it', () =>
  fails(
    { ...secure({}), KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'PLAINTEXT' },
    /listener speaks TLS, which is not configured/,
  ))

test('a broker whose certificate is for another name is not spoken to', async (t) => {
  const elsewhere = await startSecuredBroker({ certificate: (authority) => authority.issue({ hosts: ['elsewhere'] }) })
  t.after(() => elsewhere.remove())
  const settings = {
    ...secure(certified(elsewhere.authority)),
    KAFKA_REST_BOOTSTRAP_SERVERS: elsewhere.ssl,
    KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: elsewhere.authority.certificate,
  }
  await fails(settings, /certificate is for another host/)

  const { kafka } = loadConfig({ ...local, ...settings, KAFKA_REST_CLIENT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: '' })
  const client = createKafkaClient(kafka)
  t.after(() => client.close())
  ok((await fetchMetadata(client, [], Date.now() + 5000)).clusterId)
})

test('a broker is reached by its name too', async (t) => {
  const { kafka } = loadConfig({
    ...local,
    ...secure(certified(broker.authority)),
    KAFKA_REST_BOOTSTRAP_SERVERS: localhost(),
  })
  const client = createKafkaClient(kafka)
  t.after(() => client.close())
  ok((await fetchMetadata(client, [], Date.now() + 5000)).clusterId)
})
