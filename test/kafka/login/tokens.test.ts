import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { clientCredentials } from '../../../shared/kafka/login/client-credentials.ts'
import { givenToken, tokenInFile } from '../../../shared/kafka/login/given-token.ts'
import { keptToken } from '../../../shared/kafka/login/kept-token.ts'
import { mskIamToken } from '../../../shared/kafka/login/msk-iam.ts'
import { createLoginRenewal } from '../../../shared/kafka/login/renewal.ts'
import { type LoginToken, TokenRefused, TokenUnavailable } from '../../../shared/kafka/login/token.ts'
import type { Login } from '../../../shared/kafka/settings.ts'
import { type Fault, startFaultyServer } from '../../auth/faulty-server.ts'
import { newFolder } from '../../support/folder.ts'
import { startTokenEndpoint } from './token-endpoint.ts'

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

/** A source whose tokens live for 100 s of a clock that only the test moves. */
function numbered() {
  const state = { now: 0, asked: 0, fault: undefined as Error | undefined }
  const source = async (): Promise<LoginToken> => {
    state.asked++
    await Promise.resolve()
    if (state.fault) throw state.fault
    return { value: `token ${state.asked}`, expiresAt: state.now + 100_000, principal: 'p' }
  }
  return { state, kept: keptToken(source, () => state.now) }
}

test('a token is used for most of its life, by all who ask', async () => {
  const { state, kept } = numbered()
  deepEqual(
    (await Promise.all([kept(), kept(), kept()])).map(({ value }) => value),
    ['token 1', 'token 1', 'token 1'],
  )
  state.now = 79_999
  equal((await kept()).value, 'token 1')
  state.now = 80_000
  equal((await kept()).value, 'token 2')
  equal(state.asked, 2)
})

test('while no new token can be had the old one goes on, as long as it lives, without asking each time', async () => {
  const { state, kept } = numbered()
  await kept()
  state.now = 90_000
  state.fault = new TokenUnavailable('away')
  for (let i = 0; i < 3; i++) equal((await kept()).value, 'token 1')
  equal(state.asked, 2)
  state.now = 100_000
  await rejects(kept(), TokenUnavailable)
  state.fault = undefined
  equal((await kept()).value, 'token 4')
})

test('after a freeze a token that has expired meanwhile is not shown any more', async () => {
  const { state, kept } = numbered()
  await kept()
  state.now = 86_400_000
  equal((await kept()).value, 'token 2')
})

test('a token says itself when it expires and whom it is for', async () => {
  deepEqual(await givenToken(jwt({ exp: 10, sub: 'proxy' }))(), {
    value: jwt({ exp: 10, sub: 'proxy' }),
    expiresAt: 10_000,
    principal: 'proxy',
  })
  deepEqual(await givenToken('opaque')(), {
    value: 'opaque',
    expiresAt: Number.POSITIVE_INFINITY,
    principal: 'kafka-rest-edge',
  })
})

test('a token in a file is read at each login', async () => {
  const file = join(newFolder('token'), 'token')
  const source = tokenInFile(file)
  await rejects(source(), TokenUnavailable)
  writeFileSync(file, '\n')
  await rejects(source(), /is empty/)
  for (const value of ['one', 'two']) {
    writeFileSync(file, `${value}\n`)
    equal((await source()).value, value)
  }
})

test('client credentials go in the header to the letter, and the answer’s times hold', async (t) => {
  const endpoint = await startTokenEndpoint(async (clientId) => jwt({ sub: clientId, exp: 5000 }))
  t.after(endpoint.close)
  const source = clientCredentials({ url: endpoint.url, clientId: 'a client', clientSecret: endpoint.secret }, () => 0)
  deepEqual(await source(), { value: jwt({ sub: 'a client', exp: 5000 }), expiresAt: 600_000, principal: 'a client' })
})

test('a client that the issuer refuses is refused, with the issuer’s code and nothing else of its answer', async (t) => {
  const endpoint = await startTokenEndpoint(async () => 'x')
  t.after(endpoint.close)
  await rejects(clientCredentials({ url: endpoint.url, clientId: 'c', clientSecret: 'guess' })(), (error) => {
    ok(error instanceof TokenRefused)
    match(error.message, /answers 401 \(invalid_client\)/)
    ok(!error.message.includes('guess'))
    return true
  })
})

const faults: readonly Fault[] = ['silence', 'hang-up', 'garbage', 'huge', 'trickle', 'redirect', 200, 500, 503]

for (const fault of faults) {
  test(`a token endpoint that answers with ${fault} gives no token, and is no refusal`, async (t) => {
    const server = await startFaultyServer(() => {})
    t.after(server.close)
    server.fault = fault
    const options = { url: server.url, clientId: 'c', clientSecret: 's', timeoutMs: 300 }
    await rejects(clientCredentials(options)(), TokenUnavailable)
  })
}

test('a login at MSK lives for a quarter of an hour, and is asked for in the brokers’ region', async () => {
  const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' })
  const { value, expiresAt } = await mskIamToken({ region: 'eu-west-1', credentials }, () => 1000)()
  equal(expiresAt, 901_000)
  const url = new URL(Buffer.from(value, 'base64url').toString())
  equal(url.host, 'kafka.eu-west-1.amazonaws.com')
  equal(url.searchParams.get('X-Amz-Expires'), '900')
  match(
    url.searchParams.get('X-Amz-Credential') ?? '',
    /^AKIDEXAMPLE\/19700101\/eu-west-1\/kafka-cluster\/aws4_request$/,
  )
  await rejects(mskIamToken({ region: 'r', credentials: () => Promise.reject(new Error()) })(), TokenUnavailable)
})

const login = (password: string): Login => ({ sasl: { mechanism: 'PLAIN', username: 'u', password } })

function renewal(first: Login) {
  const state = { now: 0, reads: 0, next: first as Login | Error }
  const read = async () => {
    state.reads++
    if (state.next instanceof Error) throw state.next
    return state.next
  }
  return { state, own: createLoginRenewal(first, { read, now: () => state.now }) }
}

test('secrets are read again when a login is refused, once for all whom it concerns', async () => {
  const first = login('first')
  const { state, own } = renewal(first)
  state.next = login('second')
  deepEqual(await Promise.all([own.renew(first), own.renew(first)]), [true, true])
  deepEqual([own.current, state.reads], [login('second'), 1])
  equal(await own.renew(first), true, 'somebody else’s connection learns of it later')
  equal(state.reads, 1)
})

test('secrets that are what they were, or cannot be read, are no reason to try again; nor are they read all the time', async () => {
  const first = login('first')
  const { state, own } = renewal(first)
  state.next = login('first')
  equal(await own.renew(first), false)
  state.next = new Error('away')
  equal(await own.renew(first), false)
  equal(state.reads, 1)
  state.now = 10_000
  equal(await own.renew(first), false)
  state.now = 20_000
  state.next = login('second')
  equal(await own.renew(first), true)
  equal(state.reads, 3)
})
