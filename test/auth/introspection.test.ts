import { deepEqual, doesNotMatch, equal, ok, rejects, throws } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { createIntrospectionVerifier, type IntrospectionVerifierOptions } from '../../shared/auth/introspection.ts'
import { CLIENT, startIntrospection } from '../support/introspection.ts'
import type { Fault } from './faulty-server.ts'

/** An issuer, a verifier that asks it, and the clock that verifier goes by. */
async function start(t: TestContext, options: Partial<IntrospectionVerifierOptions> = {}) {
  const issuer = await startIntrospection()
  t.after(() => issuer.close())
  const clock = { now: Date.now() }
  const login = { clientId: CLIENT.id, clientSecret: CLIENT.secret }
  const now = () => clock.now
  const verifier = createIntrospectionVerifier({ url: issuer.endpoint, ...login, now, ...options })
  return { issuer, clock, verify: (token: string, ms = 10_000) => verifier.verify(token, clock.now + ms) }
}

const unavailable = { status: 503, code: 503, headers: { 'Retry-After': '5' } }
const refused = (message: string) => ({ name: 'Unauthorized', status: 401, code: 401, message })

test('an active token gives its owner, scopes and all that the answer tells, for a minute', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const token = issuer.issue({ client_id: 'telemetry' })
  const identity = await verify(token)
  equal(identity.principal, 'alice')
  deepEqual([...identity.scopes], ['read:tap', 'write:sasquatch'])
  equal(identity.claims.client_id, 'telemetry')
  equal(identity.expiresAt, clock.now + 60_000)
  deepEqual(issuer.last().form, { token, token_type_hint: 'access_token' })
})

test('the proxy says who it is as RFC 6749 wants it, encoded', async (t) => {
  const { issuer, verify } = await start(t)
  await verify(issuer.issue())
  equal(issuer.last().login, 'kafka+rest%2Fedge:not%3Aso%3Dsecret')
})

for (const [members, principal] of [
  [{ sub: undefined, username: 'bob' }, 'bob'],
  [{ sub: undefined, client_id: 'service' }, 'service'],
  [{ sub: '', username: 7, client_id: 'service' }, 'service'],
] as const)
  test(`a token with ${JSON.stringify(members)} is ${principal}’s`, async (t) => {
    const { issuer, verify } = await start(t)
    equal((await verify(issuer.issue(members))).principal, principal)
  })

test('principal and scopes come from the members that the settings name', async (t) => {
  const { issuer, verify } = await start(t, { principalClaim: 'ext.user', scopeClaim: 'ext.roles' })
  const { principal, scopes } = await verify(issuer.issue({ ext: { user: 'carol', roles: ['a', 'b'] } }))
  deepEqual([principal, [...scopes]], ['carol', ['a', 'b']])
})

const seconds = () => Math.floor(Date.now() / 1000)
const refusals: ReadonlyArray<readonly [string, Record<string, unknown>, string]> = [
  ['is not active', { active: false }, 'The token is not active: it is unknown, revoked or expired.'],
  ['has expired', { exp: seconds() - 1 }, 'The token has expired.'],
  ['is not valid yet', { nbf: seconds() + 60 }, 'The token is not valid yet.'],
  ['is for another audience', { aud: ['other'] }, 'The token is meant for another audience.'],
  ['is for no audience', {}, 'The token is meant for another audience.'],
  [
    'names nobody',
    { aud: 'edge', sub: undefined },
    'The token does not say who its owner is (sub, username, client_id).',
  ],
]
for (const [name, members, message] of refusals)
  test(`a token that ${name} is refused with 401, and asked about once in twenty seconds`, async (t) => {
    const { issuer, clock, verify } = await start(t, { audiences: ['edge'] })
    const token = issuer.issue(members)
    for (let index = 0; index < 50; index++) await rejects(verify(token), refused(message))
    equal(issuer.calls(), 1)
    clock.now += 20_000
    await rejects(verify(token), refused(message))
    equal(issuer.calls(), 2)
  })

test('a token for one of the audiences is accepted, measured by its client where there is no aud', async (t) => {
  const { issuer, verify } = await start(t, { audiences: ['edge', 'other'] })
  await verify(issuer.issue({ aud: ['x', 'other'] }))
  await verify(issuer.issue({ client_id: 'edge' }))
})

test('a hundred requests at once with one token ask once', async (t) => {
  const { issuer, verify } = await start(t)
  const token = issuer.issue()
  await Promise.all(Array.from({ length: 100 }, () => verify(token)))
  equal(issuer.calls(), 1)
})

test('a token holds no longer than its exp, and a revoked one no longer than what is remembered', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const exp = Math.floor(clock.now / 1000) + 30
  const [short, long] = [issuer.issue({ exp }), issuer.issue()]
  equal((await verify(short)).expiresAt, exp * 1000)
  await verify(long)
  issuer.revoke(long)
  clock.now = exp * 1000
  await rejects(verify(short), refused('The token has expired.'))
  equal((await verify(long)).principal, 'alice')
  clock.now += 60_000
  await rejects(verify(long), { status: 401 })
})

const faults: readonly Fault[] = [
  'silence',
  'trickle',
  'hang-up',
  'garbage',
  'huge',
  'redirect',
  401,
  403,
  404,
  429,
  500,
]
for (const fault of faults)
  test(`an answer of ${fault} is no verdict: 503, asked once per cooldown, and forgiven`, async (t) => {
    const { issuer, clock, verify } = await start(t, { timeoutMs: 1_000 })
    const token = issuer.issue()
    issuer.fault = fault
    const started = performance.now()
    await rejects(verify(token), unavailable)
    ok(performance.now() - started < 5_000)
    const asked = issuer.calls()
    await Promise.all(Array.from({ length: 100 }, () => rejects(verify(token), unavailable)))
    equal(issuer.calls(), asked, 'nothing is asked during the cooldown')
    issuer.fault = undefined
    clock.now += 5_000
    equal((await verify(token)).principal, 'alice')
  })

for (const members of [{ active: 'true' }, { active: undefined }, { exp: 'tomorrow' }, { nbf: '0' }])
  test(`an answer with ${JSON.stringify(members)} is no verdict: 503`, async (t) => {
    const { issuer, verify } = await start(t)
    await rejects(verify(issuer.issue(members)), unavailable)
  })

test('with the issuer gone, an accepted token serves its minute, and the rest is 503', async (t) => {
  const { issuer, clock, verify } = await start(t)
  const [known, unknown] = [issuer.issue(), issuer.issue()]
  await verify(known)
  await issuer.close()
  await rejects(verify(unknown), unavailable)
  clock.now += 59_999
  equal((await verify(known)).principal, 'alice')
  clock.now += 1
  await rejects(verify(known), unavailable)
})

test('no error shows a token or the secret', async (t) => {
  const { issuer, clock, verify } = await start(t, { timeoutMs: 1_000 })
  for (const fault of [undefined, 'silence', 'garbage', 500] as const) {
    issuer.fault = fault
    clock.now += 10_000
    const token = 'a-token-that-nobody-may-see'
    await rejects(verify(token), (error) => {
      doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /nobody-may-see|so=secret|so%3Dsecret/)
      return true
    })
    clock.now += 20_000
  }
})

for (const url of ['', 'issuer.example', 'ftp://issuer.example', 'https://a:b@issuer.example', 'https://x/?y'])
  test(`a verifier cannot be made for the endpoint "${url}"`, () =>
    throws(() => createIntrospectionVerifier({ url, clientId: 'a', clientSecret: 'b' }), /^Error: url/))
