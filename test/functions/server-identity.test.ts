import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { introspecting, startIntrospection } from '../support/introspection.ts'
import { type Issuer, startIssuer, trusting } from '../support/issuer.ts'
import { type ProxyProcess, startProxy } from '../support/proxy-process.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

const get = (...headers: (readonly [string, string])[]) =>
  rawRequest('GET', '/topics', [['Host', 'x'], ...headers, ['Connection', 'close']])

describe('bad credentials', () => {
  let issuer: Issuer
  let proxy: ProxyProcess
  let good = ''
  before(async () => {
    issuer = await startIssuer()
    proxy = await startProxy({
      ...trusting(issuer),
      KAFKA_REST_AUTH_BASIC_USERS: `alice: ${await hashPassword('secret')},write:sasquatch`,
    })
    good = `Bearer ${await issuer.token({ scope: 'write:sasquatch' })}`
  })
  after(async () => {
    await proxy.stop()
    await issuer.close()
  })

  /** The status, which comes soon; a good request is served after it. */
  async function status(...headers: (readonly [string, string])[]): Promise<number | undefined> {
    const started = performance.now()
    const { statuses } = await sendRaw(proxy.url, [get(...headers)])
    ok(performance.now() - started < 3_000, `${performance.now() - started} ms`)
    equal((await sendRaw(proxy.url, [get(['Authorization', good])])).statuses[0], 200, 'a good request is still served')
    return statuses[0]
  }

  test('a token of 100 kB answers 431', async () => {
    equal(await status(['Authorization', `Bearer ${'a'.repeat(100_000)}`]), 431)
  })

  test('two Authorization headers answer 401, be they the same or not', async () => {
    equal(await status(['Authorization', good], ['Authorization', good]), 401)
    equal(await status(['Authorization', good], ['authorization', 'Bearer x']), 401)
    const basic = `Basic ${Buffer.from('alice:secret').toString('base64')}`
    equal(await status(['Authorization', basic]), 200)
    equal(await status(['Authorization', basic], ['Authorization', basic]), 401)
  })

  for (const value of ['', 'Bearer', 'Bearer ', 'bearer a b', 'Basic', 'Basic =', 'Basic Og==', 'Negotiate x', '\t'])
    test(`Authorization: ${JSON.stringify(value)} answers 401`, async () => {
      equal(await status(['Authorization', value]), 401)
    })

  test('guessed passwords do not keep others waiting', async () => {
    const guesses = Array.from({ length: 60 }, (_, guess) =>
      fetch(`${proxy.url}/topics`, {
        headers: { authorization: `Basic ${Buffer.from(`alice:guess ${guess}`).toString('base64')}` },
      }).then(async (response) => {
        await response.text()
        return response.status
      }),
    )
    const started = performance.now()
    equal((await sendRaw(proxy.url, [get(['Authorization', good])])).statuses[0], 200)
    const waited = performance.now() - started
    const statuses = new Set(await Promise.all(guesses))
    deepEqual([...statuses], [401])
    ok(waited < performance.now() - started, 'it was served before the last guess')
  })
})

for (const fault of ['silence', 'huge', 'garbage'] as const)
  test(`issuers that answer with ${fault} are 503 in time; the proxy serves on, and tokens when they are back`, async () => {
    const [issuer, introspection] = await Promise.all([startIssuer(), startIntrospection()])
    const proxy = await startProxy({
      ...trusting(issuer),
      ...introspecting(introspection),
      KAFKA_REST_REQUEST_TIMEOUT_MS: '2000',
    })
    const ask = async (token: string) => {
      const response = await fetch(`${proxy.url}/topics`, { headers: { authorization: `Bearer ${token}` } })
      await response.text()
      return response.status
    }
    issuer.fault = fault
    introspection.fault = fault
    const started = performance.now()
    const jwt = await issuer.token({ scope: 'write:sasquatch' })
    const opaque = introspection.issue()
    deepEqual(await Promise.all([ask(jwt), ask(opaque)]), [503, 503])
    ok(performance.now() - started < 4_000, `${performance.now() - started} ms`)
    equal((await fetch(`${proxy.url}/health/live`)).status, 200)
    issuer.fault = undefined
    introspection.fault = undefined
    const until = Date.now() + 20_000
    for (const token of [jwt, opaque]) {
      while ((await ask(token)) !== 200) ok(Date.now() < until, 'it is served when its issuer is back')
    }
    await proxy.stop()
    await Promise.all([issuer.close(), introspection.close()])
  })
