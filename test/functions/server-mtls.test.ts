import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { type Certificate, createAuthority } from '../support/certificates.ts'
import { newFolder } from '../support/folder.ts'
import { type SecureClient, secureClient } from '../support/https-request.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { createTopic } from '../support/kafka.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const authority = createAuthority()
const subject = (name: string) =>
  [
    ['C', 'US'],
    ['OU', 'Edge'],
    ['CN', name],
  ] as const
const server = authority.issue()
const alice = authority.issue({ subject: subject('Alice'), hosts: [] })
const bob = authority.issue({ subject: subject('bob'), hosts: [] })
const outsider = authority.issue({ subject: [['CN', 'alice']], hosts: [] })
const stranger = createAuthority('Another authority').issue({ subject: subject('alice'), hosts: [] })
const expired = authority.issue({ subject: subject('alice'), hosts: [], notAfter: new Date(Date.now() - 60_000) })

const policy = 'User:alice=produce,metadata; User:bob=metadata; write:sasquatch=produce,metadata'
const json2 = 'application/vnd.kafka.json.v2+json'

/** Settings of a listener with TLS that asks for certificates. */
function settings(authentication: string): Record<string, string> {
  return {
    KAFKA_REST_LISTENERS: 'https://127.0.0.1:0',
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: server.certificate,
    KAFKA_REST_SSL_KEYSTORE_KEY: server.key(),
    KAFKA_REST_SSL_TRUSTSTORE_CERTIFICATES: authority.certificate,
    KAFKA_REST_SSL_CLIENT_AUTHENTICATION: authentication,
    KAFKA_REST_SSL_PRINCIPAL_MAPPING_RULES: 'RULE:^CN=([A-Za-z]+),OU=Edge,.*$/$1/L',
    KAFKA_REST_AUTH_POLICY: policy,
  }
}

const secure = (proxy: ProxyProcess) => proxy.url.replace('http:', 'https:')

async function withClient<Value>(certificate: Certificate | undefined, use: (client: SecureClient) => Promise<Value>) {
  const client = secureClient(authority.certificate, certificate)
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

describe('client certificates that are required', () => {
  let proxy: ProxyProcess
  before(async () => {
    proxy = await startProxy(settings('REQUIRED'))
  })
  after(() => proxy.stop())

  test('a caller goes by the principal that the rules make of the subject', async () => {
    const topic = await createTopic()
    const produce = { method: 'POST', headers: { 'content-type': json2 }, body: '{"records":[{"value":1}]}' }
    const statusOf = (certificate: Certificate) =>
      withClient(certificate, async ({ send }) => (await send(`${secure(proxy)}/topics/${topic}`, produce)).status)
    equal(await statusOf(alice), 200)
    equal(await statusOf(bob), 403)
    const told = () => proxy.log.some((line) => line.includes('"principal":"bob"') && line.includes('"audit"'))
    while (!told()) await new Promise((resolve) => setTimeout(resolve, 5))
  })

  test('a second request on a connection is the same caller’s', async () => {
    await withClient(alice, async ({ send }) => {
      for (let round = 0; round < 3; round++) equal((await send(`${secure(proxy)}/topics`)).status, 200)
    })
  })

  test('a subject that no rule knows answers 401', async () => {
    const { status, body } = await withClient(outsider, ({ send }) => send(`${secure(proxy)}/topics`))
    equal(status, 401)
    match(body, /"error_code":401,"message":"The client certificate’s subject is not one that is known here/)
  })

  for (const [name, certificate] of [
    ['no certificate', undefined],
    ['one of another authority', stranger],
    ['an expired one', expired],
  ] as const)
    test(`with ${name} there is no connection, and the next caller is served`, async () => {
      await rejects(withClient(certificate, ({ send }) => send(`${secure(proxy)}/topics`)))
      equal((await withClient(alice, ({ send }) => send(`${secure(proxy)}/topics`))).status, 200)
    })

  test('TLS before 1.2 is refused', async () => {
    const port = Number(new URL(proxy.url).port)
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: authority.certificate,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await rejects(once(socket, 'secureConnect'))
  })

  test('what is no TLS is closed, and the next caller is served', async () => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET /topics HTTP/1.1\r\nHost: x\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
    equal((await withClient(alice, ({ send }) => send(`${secure(proxy)}/topics`))).status, 200)
  })
})

describe('client certificates that are requested', () => {
  test('a token decides where there is one, else the certificate, else 401', async (t) => {
    const issuer = await startIssuer()
    const proxy = await startProxy({ ...settings('REQUESTED'), ...trusting(issuer) })
    t.after(() => Promise.all([issuer.close(), proxy.stop()]))
    const url = `${secure(proxy)}/topics`
    const bearer = { headers: { authorization: `Bearer ${await issuer.token({ scope: 'write:sasquatch' })}` } }
    const bad = { headers: { authorization: 'Bearer a.b.c' } }
    const statuses = async (certificate: Certificate | undefined) =>
      withClient(certificate, async ({ send }) => [
        (await send(url)).status,
        (await send(url, bearer)).status,
        (await send(url, bad)).status,
      ])
    deepEqual(await statuses(alice), [200, 200, 401])
    deepEqual(await statuses(undefined), [401, 200, 401])
    deepEqual(await statuses(stranger), [401, 200, 401])
    const { body, headers } = await withClient(undefined, ({ send }) => send(url))
    match(body, /send an Authorization header with a bearer token, or a client certificate/)
    equal(headers['www-authenticate'], 'Bearer realm="kafka-rest-edge"')
  })
})

test('a server with TLS stops in order: what is under way is answered, idle connections are closed', async () => {
  const proxy = await startProxy(settings('REQUIRED'))
  const client = secureClient(authority.certificate, alice)
  equal((await client.send(`${secure(proxy)}/topics`)).status, 200)
  const started = Date.now()
  equal(await proxy.stop('SIGTERM'), 0)
  ok(Date.now() - started < 5_000, `${Date.now() - started} ms`)
  client.close()
})

test('certificate and key may be in files, PEM and PKCS#12', async () => {
  const folder = newFolder('tls')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'server.p12'), server.pkcs12('changeit'))
  await writeFile(join(folder, 'ca.pem'), authority.certificate)
  const {
    KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: _,
    KAFKA_REST_SSL_KEYSTORE_KEY: __,
    KAFKA_REST_SSL_TRUSTSTORE_CERTIFICATES: ___,
    ...rest
  } = settings('REQUIRED')
  const proxy = await startProxy({
    ...rest,
    KAFKA_REST_SSL_KEYSTORE_LOCATION: join(folder, 'server.p12'),
    KAFKA_REST_SSL_KEYSTORE_PASSWORD: 'changeit',
    KAFKA_REST_SSL_TRUSTSTORE_LOCATION: join(folder, 'ca.pem'),
  })
  equal((await withClient(alice, ({ send }) => send(`${secure(proxy)}/topics`))).status, 200)
  await proxy.stop()
})
