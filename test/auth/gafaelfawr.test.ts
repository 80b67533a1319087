import { deepEqual, doesNotMatch, equal, ok, rejects, throws } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { createGafaelfawrVerifier, type GafaelfawrVerifierOptions } from '../../shared/auth/gafaelfawr.ts'
import { inventGafaelfawrToken, startGafaelfawr } from '../support/gafaelfawr.ts'
import type { Fault } from './faulty-server.ts'

/** A Gafaelfawr, a verifier that asks it, and the clock that verifier goes by. */
async function start(t: TestContext, options: Partial<GafaelfawrVerifierOptions> = {}) {
  const gafaelfawr = await startGafaelfawr()
  t.after(() => gafaelfawr.close())
  const clock = { now: Date.now() }
  const verifier = createGafaelfawrVerifier({ url: gafaelfawr.url, now: () => clock.now, ...options })
  return { gafaelfawr, clock, verify: (token: string, ms = 10_000) => verifier.verify(token, clock.now + ms) }
}

const unavailable = { status: 503, code: 503, headers: { 'Retry-After': '5' } }

test('a token gives user name, scopes, all that token-info tells, and five minutes', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t)
  const token = gafaelfawr.issue({ username: 'bot-sasquatch', token_name: 'telemetry' })
  const identity = await verify(token)
  equal(identity.principal, 'bot-sasquatch')
  deepEqual([...identity.scopes], ['read:tap', 'write:sasquatch'])
  equal(identity.claims.token_name, 'telemetry')
  equal(identity.expiresAt, clock.now + 300_000)
})

test('a token that expires sooner than in five minutes holds until then', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t)
  const expires = Math.floor(clock.now / 1000) + 60
  const token = gafaelfawr.issue({ expires })
  equal((await verify(token)).expiresAt, expires * 1000)
  clock.now = expires * 1000 - 1
  await verify(token)
  equal(gafaelfawr.calls(), 1)
  clock.now = expires * 1000
  await rejects(verify(token), { status: 401, message: 'The token has expired.' })
})

test('no answer is kept for longer than five minutes, whatever the settings say', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t, { maxAgeMs: 3_600_000 })
  const token = gafaelfawr.issue()
  await verify(token)
  gafaelfawr.revoke(token)
  clock.now += 299_999
  await verify(token)
  clock.now += 1
  await rejects(verify(token), { status: 401 })
  equal(gafaelfawr.calls(), 2)
})

test('an unknown token is refused with 401, and asked about once in twenty seconds', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t)
  const token = inventGafaelfawrToken()
  const reason = 'The token is not valid: it is unknown, revoked or expired.'
  const refusal = {
    name: 'Unauthorized',
    status: 401,
    message: reason,
    headers: {
      'WWW-Authenticate': `Bearer realm="kafka-rest-edge", error="invalid_token", error_description="${reason}"`,
    },
  }
  for (let index = 0; index < 100; index++) await rejects(verify(token), refusal)
  clock.now += 19_999
  await rejects(verify(token), refusal)
  equal(gafaelfawr.calls(), 1)
  clock.now += 1
  await rejects(verify(token), refusal)
  equal(gafaelfawr.calls(), 2)
})

test('a token known to Redis only (403) is not valid', async (t) => {
  const { gafaelfawr, verify } = await start(t)
  const token = gafaelfawr.issue()
  gafaelfawr.orphan(token)
  await rejects(verify(token), { status: 401 })
})

test('a hundred requests at once with one token ask once', async (t) => {
  const { gafaelfawr, verify } = await start(t)
  const token = gafaelfawr.issue()
  await Promise.all(Array.from({ length: 100 }, () => verify(token)))
  equal(gafaelfawr.calls(), 1)
})

const faults: readonly Fault[] = ['silence', 'trickle', 'hang-up', 'garbage', 'huge', 'redirect', 404, 429, 500, 503]
for (const fault of faults)
  test(`an answer of ${fault} is no verdict: 503, asked once per cooldown, and forgiven`, async (t) => {
    const { gafaelfawr, clock, verify } = await start(t, { timeoutMs: 1_000 })
    const token = gafaelfawr.issue()
    gafaelfawr.fault = fault
    await rejects(verify(token), unavailable)
    const asked = gafaelfawr.calls()
    await Promise.all(Array.from({ length: 100 }, () => rejects(verify(token), unavailable)))
    equal(gafaelfawr.calls(), asked, 'nothing is asked during the cooldown')
    gafaelfawr.fault = undefined
    clock.now += 5_000
    equal((await verify(token)).principal, 'alice')
  })

const shapes: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['is about another token', { token: 'A'.repeat(22) }],
  ['names no user', { username: undefined }],
  ['names a user without a name', { username: '' }],
  ['names a user by number', { username: 7 }],
  ['has no scopes', { scopes: undefined }],
  ['has scopes that are no list', { scopes: 'write:sasquatch' }],
  ['has scopes that are no text', { scopes: [7] }],
  ['is larger than 64 KiB', { token_name: 'x'.repeat(65_536) }],
  ['has an expiry that is no number', { expires: 'tomorrow' }],
]
for (const [name, info] of shapes)
  test(`token-info that ${name} is no verdict: 503`, async (t) => {
    const { gafaelfawr, verify } = await start(t)
    await rejects(verify(gafaelfawr.issue(info)), unavailable)
  })

test('with Gafaelfawr gone, what it said holds for its five minutes, and the rest is 503', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t)
  const [known, unknown] = [gafaelfawr.issue(), gafaelfawr.issue()]
  await verify(known)
  await gafaelfawr.close()
  await rejects(verify(unknown), unavailable)
  clock.now += 299_999
  equal((await verify(known)).principal, 'alice')
  clock.now += 1
  await rejects(verify(known), unavailable)
})

test('while Gafaelfawr is silent only the first token waits for it', async (t) => {
  const { gafaelfawr, clock, verify } = await start(t, { timeoutMs: 1_000 })
  const tokens = Array.from({ length: 20 }, () => gafaelfawr.issue())
  gafaelfawr.fault = 'silence'
  await rejects(verify(gafaelfawr.issue()), unavailable)
  for (const token of tokens) await rejects(verify(token), unavailable)
  equal(gafaelfawr.calls(), 1)
  clock.now += 5_000
  gafaelfawr.fault = undefined
  for (const token of tokens) await verify(token)
})

test('a token Gafaelfawr fails on leaves the others alone', async (t) => {
  const { gafaelfawr, verify } = await start(t)
  gafaelfawr.faultOnce = 500
  await rejects(verify(gafaelfawr.issue()), unavailable)
  equal((await verify(gafaelfawr.issue())).principal, 'alice')
})

test('a request waits no longer than its deadline, and the next one with the token joins its call', async (t) => {
  const { gafaelfawr, verify } = await start(t, { timeoutMs: 60_000 })
  const token = gafaelfawr.issue()
  gafaelfawr.fault = 'silence'
  const started = performance.now()
  await rejects(verify(token, 50), unavailable)
  await rejects(verify(token, 50), unavailable)
  ok(performance.now() - started < 2_000)
  equal(gafaelfawr.calls(), 1)
})

test('a connection Gafaelfawr has closed costs a second try and not the request', async (t) => {
  const { gafaelfawr, verify } = await start(t)
  gafaelfawr.faultOnce = 'hang-up'
  equal((await verify(gafaelfawr.issue())).principal, 'alice')
})

test('a flood of invented tokens does not push out the good ones', async (t) => {
  const { gafaelfawr, verify } = await start(t, { maxEntries: 10 })
  const good = Array.from({ length: 10 }, () => gafaelfawr.issue())
  for (const token of good) await verify(token)
  for (let index = 0; index < 50; index++) await rejects(verify(inventGafaelfawrToken()), { status: 401 })
  const calls = gafaelfawr.calls()
  for (const token of good) await verify(token)
  equal(gafaelfawr.calls(), calls)
})

test('of accepted tokens no more are remembered than the bound', async (t) => {
  const { gafaelfawr, verify } = await start(t, { maxEntries: 2 })
  const tokens = [gafaelfawr.issue(), gafaelfawr.issue(), gafaelfawr.issue()]
  for (const token of tokens) await verify(token)
  await verify(tokens[0] ?? '')
  equal(gafaelfawr.calls(), 4)
})

test('only the form of a Gafaelfawr token is accepted', () => {
  const { accepts } = createGafaelfawrVerifier({ url: 'https://data.example.org' })
  equal(accepts(`gt-${'a'.repeat(22)}.${'B'.repeat(22)}`), true)
  equal(accepts(`gt-${'-'.repeat(22)}.${'_'.repeat(22)}`), true)
  for (const token of [
    '',
    'gt-.',
    `gt-${'a'.repeat(22)}`,
    `gt-${'a'.repeat(21)}.${'b'.repeat(22)}`,
    `gt-${'a'.repeat(22)}.${'b'.repeat(23)}`,
    `GT-${'a'.repeat(22)}.${'b'.repeat(22)}`,
    `gt-${'a'.repeat(22)}.${'b'.repeat(21)}+`,
    ` gt-${'a'.repeat(22)}.${'b'.repeat(22)}`,
    `gt-${'a'.repeat(22)}.${'b'.repeat(22)}\n`,
  ])
    equal(accepts(token), false, JSON.stringify(token))
})

test('no error shows the secret half of a token', async (t) => {
  const { gafaelfawr, verify } = await start(t, { timeoutMs: 1_000 })
  for (const fault of [undefined, 'silence', 'garbage', 500] as const) {
    gafaelfawr.fault = fault
    const token = inventGafaelfawrToken()
    await rejects(verify(token), (error) => {
      doesNotMatch(inspect(error, { depth: 10, showHidden: true }), new RegExp(token.slice(26)))
      return true
    })
  }
})

test('the address may have a path and a slash at its end', async (t) => {
  const { gafaelfawr } = await start(t)
  const verifier = createGafaelfawrVerifier({ url: `${gafaelfawr.url}/` })
  await verifier.verify(gafaelfawr.issue(), Date.now() + 10_000)
  equal(gafaelfawr.calls(), 1)
})

for (const url of ['', 'data.example.org', 'ftp://data.example.org', 'https://a:b@data.example.org', 'https://x/?y'])
  test(`a verifier cannot be made for the address "${url}"`, () =>
    throws(() => createGafaelfawrVerifier({ url }), /^Error: url/))
