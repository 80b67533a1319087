import { equal, match } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startIssuer, trusting } from '../support/issuer.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

const settings = {
  KAFKA_REST_AUTH_TRUSTED_HEADER_NAME: 'X-Auth-Request-User',
  KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: '127.0.0.0/8',
  KAFKA_REST_AUTH_TRUSTED_HEADER_SCOPES: 'write:sasquatch',
}

/** The status of a request with headers. */
async function status({ url }: ProxyProcess, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${url}/topics`, { headers })
  await response.text()
  return response.status
}

describe('a header of an ingress that is trusted', () => {
  let proxy: ProxyProcess
  before(async () => {
    proxy = await startProxy(settings)
  })
  after(() => proxy.stop())

  test('names the caller, who has the scopes of the settings', async () => {
    equal(await status(proxy, { 'x-auth-request-user': 'alice' }), 200)
  })

  test('that is missing answers 401', async () => {
    const response = await fetch(`${proxy.url}/topics`)
    equal(response.status, 401)
    match(await response.text(), /come by the ingress/)
  })

  test('that comes twice answers 401: nobody could tell who is calling', async () => {
    const headers = [
      ['Host', 'x'],
      ['X-Auth-Request-User', 'alice'],
      ['X-Auth-Request-User', 'mallory'],
      ['Connection', 'close'],
    ] as const
    equal((await sendRaw(proxy.url, [rawRequest('GET', '/topics', headers)])).statuses[0], 401)
    equal(await status(proxy, { 'x-auth-request-user': 'alice' }), 200)
  })

  test('counts although an Authorization header that nobody reads stands beside it', async () => {
    equal(await status(proxy, { 'x-auth-request-user': 'alice', authorization: 'Bearer for-somebody-else' }), 200)
  })
})

test('the header means nothing from an address that is not among those of the settings', async () => {
  const proxy = await startProxy({ ...settings, KAFKA_REST_AUTH_TRUSTED_HEADER_FROM: '10.0.0.0/8' })
  equal(await status(proxy, { 'x-auth-request-user': 'alice' }), 401)
  await proxy.stop()
})

test('beside tokens, a token decides where there is one', async () => {
  const issuer = await startIssuer()
  const proxy = await startProxy({ ...settings, ...trusting(issuer) })
  const good = await issuer.token({ scope: 'write:sasquatch' })
  const poor = await issuer.token()
  equal(await status(proxy, { authorization: `Bearer ${good}` }), 200)
  equal(await status(proxy, { 'x-auth-request-user': 'alice' }), 200)
  equal(await status(proxy, { 'x-auth-request-user': 'alice', authorization: `Bearer ${poor}` }), 403)
  equal(await status(proxy, { 'x-auth-request-user': 'alice', authorization: 'Bearer a.b.c' }), 401)
  await proxy.stop()
  await issuer.close()
})
