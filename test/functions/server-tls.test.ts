import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type Certificate, createAuthority } from '../support/certificates.ts'
import { newFolder } from '../support/folder.ts'
import { type SecureClient, secureClient } from '../support/https-request.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'

const authority = createAuthority()
const [first, second] = [authority.issue(), authority.issue()]

/** The listeners that a proxy has named in its log, in their order. */
async function listening(proxy: ProxyProcess, count: number): Promise<readonly { scheme: string; url: string }[]> {
  for (;;) {
    const lines = proxy.log.filter((line) => line.includes('"server.started"')).map((line) => JSON.parse(line))
    if (lines.length >= count)
      return lines.map(({ scheme, port }) => ({ scheme, url: `${scheme}://127.0.0.1:${port}` }))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Waits for a line of the log beyond those that are there. */
async function logged(proxy: ProxyProcess, event: string, times: number): Promise<string> {
  for (;;) {
    const lines = proxy.log.filter((line) => line.includes(`"${event}"`))
    if (lines.length >= times) return lines.at(-1) ?? ''
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A connection of its own, up to its handshake. */
async function handshake(url: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', ca: authority.certificate, ...options })
  await once(socket, 'secureConnect')
  return socket
}

/** The certificate that a new connection gets. */
async function certificateOf(url: string): Promise<string> {
  const socket = await handshake(url)
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  return raw.toString('base64')
}

function derOf({ certificate }: Certificate): string {
  return certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')
}

describe('the node server, with TLS and without beside each other,', () => {
  let proxy: ProxyProcess
  let client: SecureClient
  let plain: string
  let secure: string
  before(async () => {
    proxy = await startProxy({
      KAFKA_REST_LISTENERS: 'http://127.0.0.1:0,https://127.0.0.1:0',
      KAFKA_REST_SSL_KEYSTORE_CERTIFICATE_CHAIN: first.certificate,
      KAFKA_REST_SSL_KEYSTORE_KEY: first.key(),
      KAFKA_REST_HSTS_HEADER_ENABLE: 'true',
    })
    const listeners = await listening(proxy, 2)
    deepEqual(
      listeners.map(({ scheme }) => scheme),
      ['http', 'https'],
    )
    plain = listeners[0]?.url ?? ''
    secure = listeners[1]?.url ?? ''
    client = secureClient(authority.certificate)
  })
  after(async () => {
    client.close()
    equal(await proxy.stop(), 0)
  })

  test('serves the same on both, with links of the scheme that was asked', async () => {
    const answer = await fetch(`${plain}/v3/clusters`)
    match(await answer.text(), new RegExp(`"self":"${plain}/v3/clusters"`))
    const { status, body } = await client.send(`${secure}/v3/clusters`)
    equal(status, 200)
    match(body, new RegExp(`"self":"${secure}/v3/clusters"`))
  })

  test('tells browsers to keep to TLS only where they came by it', async () => {
    const { headers } = await client.send(`${secure}/topics`)
    equal(headers['strict-transport-security'], 'max-age=31536000')
    equal((await fetch(`${plain}/topics`)).headers.get('strict-transport-security'), null)
    const behind = await fetch(`${plain}/topics`, { headers: { 'x-forwarded-proto': 'https' } })
    equal(behind.headers.get('strict-transport-security'), 'max-age=31536000')
  })

  test('speaks TLS 1.2 and 1.3, and nothing before', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake(secure, { minVersion: version, maxVersion: version })
      equal(socket.getProtocol(), version)
      socket.destroy()
    }
    for (const version of ['TLSv1', 'TLSv1.1'] as const) {
      const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
      await rejects(handshake(secure, old))
    }
  })

  test('speaks HTTP/1.1 to clients that would rather have HTTP/2, and nothing to those that want nothing else', async () => {
    const socket = await handshake(secure, { ALPNProtocols: ['h2', 'http/1.1'] })
    equal(socket.alpnProtocol, 'http/1.1')
    socket.destroy()
    await rejects(handshake(secure, { ALPNProtocols: ['h2'] }))
  })

  test('lets no client renegotiate', async () => {
    const socket = await handshake(secure, { maxVersion: 'TLSv1.2' })
    const failed = once(socket, 'error')
    socket.renegotiate({}, () => {})
    match(String((await failed)[0].code), /NO_RENEGOTIATION/)
    equal((await client.send(`${secure}/topics`)).status, 200)
  })

  test('is unharmed by what is no TLS, and by handshakes that are not finished', async () => {
    const port = Number(new URL(secure).port)
    const silent = Array.from({ length: 50 }, () => connectPlain(port, '127.0.0.1'))
    for (const socket of silent) socket.on('error', () => {})
    for (const bytes of [
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
      '\x16\x03\x01\xff\xff',
      '\0'.repeat(1000),
      'PRI * HTTP/2.0\r\n\r\n',
    ]) {
      const socket = connectPlain(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.resume()
      const closed = once(socket, 'close')
      socket.end(Buffer.from(bytes, 'latin1'))
      await closed
    }
    equal((await client.send(`${secure}/topics`)).status, 200)
    for (const socket of silent) socket.destroy()
  })
})

for (const [kind, write] of [
  ['PEM', ({ certificate, key }: Certificate) => certificate + key()],
  ['PKCS#12', (certificate: Certificate) => certificate.pkcs12('changeit')],
] as const) {
  test(`a new certificate, ${kind}, is taken over without a restart; connections that are open stay`, async (t) => {
    const folder = newFolder('server-tls')
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'store')
    writeFileSync(file, write(first))
    const proxy = await startProxy({
      KAFKA_REST_LISTENERS: 'https://127.0.0.1:0',
      KAFKA_REST_SSL_KEYSTORE_LOCATION: file,
      KAFKA_REST_SSL_KEYSTORE_PASSWORD: kind === 'PEM' ? '' : 'changeit',
      KAFKA_REST_SSL_KEYSTORE_RELOAD_INTERVAL_MS: '100',
    })
    const url = proxy.url.replace('http:', 'https:')
    const client = secureClient(authority.certificate)
    t.after(async () => {
      client.close()
      equal(await proxy.stop(), 0)
    })
    equal((await client.send(`${url}/topics`)).status, 200)
    const before = client.connections()
    equal(await certificateOf(url), derOf(first))
    await logged(proxy, 'tls.certificate-read', 1)

    writeFileSync(`${file}.new`, write(second))
    renameSync(`${file}.new`, file)
    await logged(proxy, 'tls.certificate-read', 2)
    equal(await certificateOf(url), derOf(second))
    equal((await client.send(`${url}/topics`)).status, 200)
    deepEqual([before, client.connections()], [1, 1])

    writeFileSync(file, 'neither a certificate nor a key')
    match(await logged(proxy, 'tls.certificate-not-read', 1), /is neither PEM nor PKCS12/)
    equal(await certificateOf(url), derOf(second))
    ok(!proxy.log.some((line) => line.includes('PRIVATE KEY')))

    writeFileSync(file, write(first))
    await logged(proxy, 'tls.certificate-read', 3)
    equal(await certificateOf(url), derOf(first))
  })
}

test('a port of several that is taken exits 1', async () => {
  const proxy = await startProxy()
  await rejects(startProxy({ KAFKA_REST_LISTENERS: `${proxy.url},http://127.0.0.1:0` }), /ended with 1 .*EADDRINUSE/s)
  equal(await proxy.stop(), 0)
})
