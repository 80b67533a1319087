import { deepEqual, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createKeySource } from '../../shared/auth/key-source.ts'
import { type FaultyServer, startFaultyServer } from './faulty-server.ts'

/** A server whose discovery document and key set are as told. */
async function start(t: TestContext, discovery: (url: string) => unknown, keySet: unknown = { keys: [] }) {
  const server: FaultyServer = await startFaultyServer((request, response) => {
    response.end(JSON.stringify(request.url === '/jwks' ? keySet : discovery(server.url)))
  })
  t.after(() => server.close())
  return server
}
const sourceOf = (issuer: string) => createKeySource({ issuer, timeoutMs: 5_000 })

test('the discovery document is below the path of the issuer', async (t) => {
  const server = await start(t, (url) => ({ issuer: `${url}/realms/rubin/`, jwks_uri: `${url}/jwks` }))
  deepEqual(await sourceOf(`${server.url}/realms/rubin/`)(), { keys: [] })
  deepEqual(server.requests, ['/realms/rubin/.well-known/openid-configuration', '/jwks'])
})

const documents: ReadonlyArray<readonly [string, (url: string) => unknown, RegExp]> = [
  ['of another issuer', () => ({ issuer: 'https://evil.example' }), /another issuer/],
  ['of an issuer spelled with a slash more', (url) => ({ issuer: `${url}/` }), /another issuer/],
  ['of no issuer', (url) => ({ jwks_uri: `${url}/jwks` }), /another issuer/],
  ['without jwks_uri', (issuer) => ({ issuer }), /has no jwks_uri/],
  ['with a jwks_uri that is no address', (issuer) => ({ issuer, jwks_uri: '/jwks' }), /has no jwks_uri/],
  ['that is null', () => null, /is not a discovery document/],
  ['that is text', () => 'issuer', /is not a discovery document/],
]
for (const [name, document, problem] of documents)
  test(`a discovery document ${name} is not used`, async (t) => {
    const server = await start(t, document)
    await rejects(sourceOf(server.url)(), problem)
    deepEqual(server.requests, ['/.well-known/openid-configuration'])
  })

test('a key set of more than 256 KiB is not read', async (t) => {
  const document = (url: string) => ({ issuer: url, jwks_uri: `${url}/jwks` })
  const server = await start(t, document, { keys: [], padding: 'x'.repeat(256 * 1024) })
  await rejects(sourceOf(server.url)(), /larger than 262144 bytes/)
})

test('an issuer reached with TLS cannot send us to keys without', async (t) => {
  // A certificate that this process trusts cannot be made at run time, so the answer is made up here.
  const issuer = 'https://issuer.example'
  const answer = JSON.stringify({ issuer, jwks_uri: 'http://issuer.example/jwks' })
  const fetched = t.mock.method(globalThis, 'fetch', async () => new Response(answer))
  await rejects(sourceOf(issuer)(), /without TLS/)
  deepEqual(fetched.mock.callCount(), 1)
})
