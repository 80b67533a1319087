import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AuthenticatorOptions, createAuthenticator } from '../../shared/auth/authenticate.ts'
import { createGafaelfawrVerifier } from '../../shared/auth/gafaelfawr.ts'
import { createJwtVerifier } from '../../shared/auth/jwt.ts'
import { anonymous } from '../../shared/auth/none.ts'
import type { TokenVerifier } from '../../shared/auth/verifier.ts'
import { inventGafaelfawrToken, startGafaelfawr } from '../support/gafaelfawr.ts'
import { startIssuer } from '../support/issuer.ts'

/** Both verifiers behind one authenticator, on one clock; `verified` counts what reaches the one for JWTs. */
async function start(t: TestContext, options: AuthenticatorOptions = {}) {
  const [issuer, gafaelfawr] = await Promise.all([startIssuer(), startGafaelfawr()])
  t.after(() => Promise.all([issuer.close(), gafaelfawr.close()]))
  const clock = { now: Date.now() }
  const now = () => clock.now
  const jwt = createJwtVerifier({ issuer: issuer.issuer, audience: 'kafka-rest-edge', now })
  const verified = { jwt: 0 }
  const counted: TokenVerifier = {
    ...jwt,
    verify(token, deadline) {
      verified.jwt++
      return jwt.verify(token, deadline)
    },
  }
  const verifiers = [counted, createGafaelfawrVerifier({ url: gafaelfawr.url, now })]
  const { authenticate } = createAuthenticator({ tokens: verifiers }, { now, ...options })
  return {
    issuer,
    gafaelfawr,
    clock,
    verified,
    send: (header?: string) => authenticate({ header: () => header }, clock.now + 10_000),
  }
}

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const invalid = (reason: string) => ({
  status: 401,
  message: reason,
  headers: {
    'WWW-Authenticate': `Bearer realm="kafka-rest-edge", error="invalid_token", error_description="${reason}"`,
  },
})

test('a request without credentials gets a challenge without an error', async (t) => {
  const { send } = await start(t)
  throws(() => send(undefined), {
    status: 401,
    code: 401,
    message: 'Authentication is required: send an Authorization header with a bearer token.',
    headers: { 'WWW-Authenticate': 'Bearer realm="kafka-rest-edge"' },
  })
})

test('the form of a token decides which verifier is asked', async (t) => {
  const { issuer, gafaelfawr, verified, send } = await start(t)
  equal((await send(`Bearer ${gafaelfawr.issue({ username: 'rubin' })}`)).principal, 'rubin')
  equal(issuer.requests.length, 0)
  equal((await send(`Bearer ${await issuer.token({ sub: 'oidc' })}`)).principal, 'oidc')
  equal(gafaelfawr.calls(), 1)
  equal(verified.jwt, 1)
})

test('a token no verifier accepts by its form is refused without asking anybody', async (t) => {
  const { issuer, gafaelfawr, send } = await start(t)
  throws(() => send('Bearer opaque'), invalid('The bearer token is not of a form that is accepted here.'))
  throws(() => send('Bearer a.b.'), invalid('The bearer token is not of a form that is accepted here.'))
  throws(() => send(`Bearer ${'a'.repeat(100_000)}`), invalid('The token is longer than 16384 bytes.'))
  deepEqual([...issuer.requests, ...gafaelfawr.requests], [])
})

test('a refused token is no business of another verifier', async (t) => {
  const { gafaelfawr, verified, send } = await start(t)
  await rejects(async () => send(`Bearer ${inventGafaelfawrToken()}`), { status: 401 })
  equal(gafaelfawr.calls(), 1)
  equal(verified.jwt, 0)
})

test('an accepted JWT is answered without a promise for a minute, then verified anew', async (t) => {
  const { issuer, clock, verified, send } = await start(t)
  const header = `Bearer ${await issuer.token()}`
  const first = send(header)
  ok(first instanceof Promise)
  const identity = await first
  clock.now += 59_999
  equal(send(header), identity)
  equal(verified.jwt, 1)
  clock.now += 1
  ok(send(header) instanceof Promise)
  equal(verified.jwt, 2)
})

test('an accepted JWT is not remembered beyond its exp', async (t) => {
  const { issuer, clock, send } = await start(t)
  const exp = Math.floor(clock.now / 1000) + 30
  const header = `Bearer ${await issuer.token({ exp })}`
  const identity = await send(header)
  clock.now = exp * 1000 - 1
  equal(send(header), identity)
  clock.now = exp * 1000
  await rejects(async () => send(header), invalid('The token has expired.'))
})

test('an accepted Gafaelfawr token is not remembered beyond five minutes from the answer', async (t) => {
  const { gafaelfawr, clock, send } = await start(t)
  const token = gafaelfawr.issue()
  await send(`Bearer ${token}`)
  gafaelfawr.revoke(token)
  clock.now += 290_000
  equal((await send(`Bearer ${token}`)).principal, 'alice')
  ok(!(send(`Bearer ${token}`) instanceof Promise))
  clock.now += 10_000
  await rejects(async () => send(`Bearer ${token}`), { status: 401 })
})

test('a refused token is not remembered as accepted, nor is one nobody could judge', async (t) => {
  const { issuer, clock, verified, send } = await start(t)
  const wrong = `Bearer ${await issuer.token({ aud: 'other' })}`
  await rejects(async () => send(wrong), { status: 401 })
  await rejects(async () => send(wrong), { status: 401 })
  equal(verified.jwt, 2)
  await issuer.close()
  clock.now += 3_600_000
  const exp = Math.floor(clock.now / 1000) + 60
  const right = `Bearer ${await issuer.token({ exp })}`
  await rejects(async () => send(right), { status: 503 })
  await rejects(async () => send(right), { status: 503 })
})

test('with the issuer gone, a remembered token is let in', async (t) => {
  const { issuer, clock, send } = await start(t)
  const header = `Bearer ${await issuer.token()}`
  const identity = await send(header)
  await issuer.close()
  clock.now += 59_999
  equal(send(header), identity)
})

test('one token changed in its last character is another token', async (t) => {
  const { gafaelfawr, send } = await start(t)
  const token = gafaelfawr.issue()
  await send(`Bearer ${token}`)
  const other = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
  await rejects(async () => send(`Bearer ${other}`), { status: 401 })
})

test('no more accepted tokens are remembered than the bound', async (t) => {
  const { issuer, verified, send } = await start(t, { maxEntries: 2 })
  const headers = await Promise.all(['a', 'b', 'c'].map(async (sub) => `Bearer ${await issuer.token({ sub })}`))
  for (const header of headers) await send(header)
  equal(verified.jwt, 3)
  ok(!(send(headers[1]) instanceof Promise))
  ok(!(send(headers[2]) instanceof Promise))
  equal((await send(headers[0])).principal, 'a')
  equal(verified.jwt, 4)
})

test('a Gafaelfawr token may come as user name, as password, or as both', async (t) => {
  const { gafaelfawr, send } = await start(t)
  const token = gafaelfawr.issue()
  for (const header of [
    basic(token, 'x-oauth-basic'),
    basic('x-oauth-basic', token),
    basic(token, ''),
    basic(token, token),
  ])
    equal((await send(header)).principal, 'alice')
  equal(gafaelfawr.calls(), 1)
})

test('two different tokens in Basic credentials are refused', async (t) => {
  const { gafaelfawr, send } = await start(t)
  const header = basic(gafaelfawr.issue(), gafaelfawr.issue())
  throws(() => send(header), invalid('The Basic credentials hold two different tokens.'))
  equal(gafaelfawr.calls(), 0)
})

test('Basic credentials without a Gafaelfawr token are refused, a JWT in them included', async (t) => {
  const { issuer, send } = await start(t)
  const reason = 'The Basic credentials hold no token of a form that is accepted here.'
  throws(() => send(basic('alice', 'secret')), invalid(reason))
  const token = await issuer.token()
  throws(() => send(basic(token, '')), invalid(reason))
  await send(`Bearer ${token}`)
  throws(() => send(basic(token, '')), invalid(reason))
})

test('without any verifier everybody is anonymous, whatever they send', () => {
  const { authenticate } = createAuthenticator({})
  for (const header of [undefined, 'Bearer abc', 'nonsense'])
    equal(authenticate({ header: () => header }, Date.now()), anonymous)
})
