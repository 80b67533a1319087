import { equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createJwtVerifier, type JwtVerifierOptions } from '../../shared/auth/jwt.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { type Fault, startFaultyServer } from './faulty-server.ts'

const MINUTE = 60_000

/** An issuer, a verifier of its tokens and the clock that verifier goes by. */
async function start(t: TestContext, options: Partial<JwtVerifierOptions> = {}) {
  const issuer = await startIssuer()
  t.after(() => issuer.close())
  const clock = { now: Date.now() }
  const now = () => clock.now
  const verifier = createJwtVerifier({ issuer: issuer.issuer, audience: 'kafka-rest-edge', now, ...options })
  return { issuer, clock, verify: (token: string, ms = 10_000) => verifier.verify(token, clock.now + ms) }
}

const longLived = (issuer: Issuer) => issuer.token({ exp: Math.floor(Date.now() / 1000) + 86_400 })
const unavailable = { name: 'DependencyUnavailable', status: 503, headers: { 'Retry-After': '5' } }

test('a hundred requests at once fetch discovery and keys once', async (t) => {
  const { issuer, verify } = await start(t)
  const token = await issuer.token()
  await Promise.all(Array.from({ length: 100 }, () => verify(token)))
  equal(issuer.requests.join(), '/.well-known/openid-configuration,/jwks')
})

test('a thousand tokens with unknown keys cause one fetch per cooldown and are refused with 401', async (t) => {
  const { issuer, clock, verify } = await start(t)
  await verify(await issuer.token())
  const strange = await Promise.all(
    Array.from({ length: 1_000 }, (_, kid) => issuer.token({}, { kid: `unknown ${kid}` })),
  )
  const refused = () => Promise.all(strange.map((token) => rejects(verify(token), { status: 401 })))
  await refused()
  equal(issuer.keyFetches(), 1, 'the keys have just been fetched')
  clock.now += 30_000
  await refused()
  equal(issuer.keyFetches(), 2)
  clock.now += 29_999
  await refused()
  equal(issuer.keyFetches(), 2)
})

test('a token signed with a key published since is accepted after one fetch', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const old = await longLived(issuer)
  await verify(old)
  await issuer.rotate()
  clock.now += 30_000
  equal((await verify(await issuer.token())).principal, 'alice')
  equal((await verify(old)).principal, 'alice')
  equal(issuer.keyFetches(), 2)
})

test('keys are fetched anew after ten minutes, while the old ones serve', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const token = await longLived(issuer)
  await verify(token)
  clock.now += 10 * MINUTE - 1
  await verify(token)
  equal(issuer.keyFetches(), 1)
  clock.now += 1
  issuer.fault = 'silence'
  await verify(token)
  await t.waitFor(() => equal(issuer.keyFetches(), 2))
})

test('with the issuer gone, tokens it has signed stay good for an hour, then the answer is 503', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const token = await longLived(issuer)
  await verify(token)
  await issuer.close()
  for (let minute = 1; minute < 60; minute++) {
    clock.now += MINUTE
    equal((await verify(token)).principal, 'alice')
  }
  clock.now += MINUTE
  await rejects(verify(token), unavailable)
})

test('with the issuer gone, a token is good until it expires and not longer', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const exp = Math.floor(clock.now / 1000) + 900
  const token = await issuer.token({ exp })
  await verify(token)
  await issuer.close()
  clock.now = exp * 1000 - 1
  await verify(token)
  clock.now = exp * 1000
  await rejects(verify(token), { status: 401, message: 'The token has expired.' })
})

test('with the issuer gone, nobody can say whether an unknown key is a new one: 503', async (t) => {
  const { issuer, clock, verify } = await start(t)
  await verify(await issuer.token())
  const strange = await issuer.token({}, { kid: 'unknown' })
  await issuer.close()
  clock.now += 30_000
  await rejects(verify(strange), unavailable)
  await rejects(verify(strange), unavailable)
})

const faults: readonly Fault[] = ['silence', 'trickle', 'hang-up', 'garbage', 'huge', 'redirect', 404, 500, 429]
for (const fault of faults)
  test(`an issuer that answers with ${fault} is a 503, asked once per cooldown, and forgiven`, async (t) => {
    const { issuer, clock, verify } = await start(t, { timeoutMs: 1_000 })
    const token = await issuer.token()
    issuer.fault = fault
    await rejects(verify(token), unavailable)
    const asked = issuer.requests.length
    await Promise.all(Array.from({ length: 100 }, () => rejects(verify(token), unavailable)))
    clock.now += 4_999
    await rejects(verify(token), unavailable)
    equal(issuer.requests.length, asked, 'nothing is asked during the cooldown')
    issuer.fault = undefined
    clock.now += 1
    equal((await verify(token)).principal, 'alice')
  })

test('keys that cannot be had although discovery works are a 503, and discovery starts over', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const token = await longLived(issuer)
  await verify(token)
  clock.now += 60 * MINUTE
  issuer.faultOnce = 500
  await rejects(verify(token), unavailable)
  clock.now += 5_000
  await verify(token)
  const discovery = '/.well-known/openid-configuration'
  equal(issuer.requests.join(), [discovery, '/jwks', '/jwks', discovery, '/jwks'].join())
})

test('a request waits for a slow issuer no longer than its deadline', async (t) => {
  const { issuer, verify } = await start(t)
  const token = await issuer.token()
  issuer.fault = 'silence'
  const started = performance.now()
  await rejects(verify(token, 50), unavailable)
  await rejects(verify(token, 0), unavailable)
  ok(performance.now() - started < 2_000)
})

test('a connection the issuer has closed costs a second try and not the request', async (t) => {
  const { issuer, verify } = await start(t)
  issuer.faultOnce = 'hang-up'
  equal((await verify(await issuer.token())).principal, 'alice')
})

const keySets: ReadonlyArray<readonly [string, (kid: string) => unknown]> = [
  ['is no key set', () => ({ jwks: [] })],
  ['is null', () => null],
  ['holds a key that is none', (kid) => ({ keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', kid, x: 'AA', y: 'AA' }] })],
]
for (const [name, keySet] of keySets)
  test(`a document that ${name} says nothing about a token: 503`, async (t) => {
    const { issuer, verify } = await start(t)
    const token = await issuer.token()
    await verify(token)
    const broken = await startFaultyServer((_request, response) => {
      response.end(JSON.stringify(keySet(String(issuer.publicKey().kid))))
    })
    t.after(() => broken.close())
    const options = { issuer: issuer.issuer, audience: 'kafka-rest-edge', jwksUrl: broken.url }
    await rejects(createJwtVerifier(options).verify(token, Date.now() + 10_000), unavailable)
  })
