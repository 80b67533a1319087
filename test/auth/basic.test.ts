import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { type BasicVerifierOptions, createBasicVerifier } from '../../shared/auth/basic.ts'
import { hashPassword } from '../../shared/auth/scrypt.ts'
import { parseUsers, type Users } from '../../shared/auth/users.ts'

const alice = await hashPassword('secret of alice')
const bob = await hashPassword('secret of bob')

/** A verifier of alice and bob, whose users can be exchanged, on a clock of its own. */
function start(options: Partial<BasicVerifierOptions> = {}) {
  const state = { users: parseUsers(`alice: ${alice},write:sasquatch\nbob: ${bob}`), now: Date.now() }
  const verifier = createBasicVerifier({ users: () => state.users, now: () => state.now, ...options })
  return {
    state,
    verify: async (name: string, password: string) => verifier.verify(name, password, Infinity),
    verifier,
  }
}

const wrong = {
  status: 401,
  code: 401,
  message: 'The user name or the password is not right.',
  headers: { 'WWW-Authenticate': 'Basic realm="kafka-rest-edge", charset="UTF-8"' },
}

test('a user comes with name and scopes', async () => {
  const { verify } = start()
  const identity = await verify('alice', 'secret of alice')
  equal(identity.principal, 'alice')
  deepEqual([...identity.scopes], ['write:sasquatch'])
  deepEqual([...(await verify('bob', 'secret of bob')).scopes], [])
})

for (const [name, password] of [
  ['alice', 'secret of bob'],
  ['alice', ''],
  ['Alice', 'secret of alice'],
  ['nobody', 'secret of alice'],
  ['', ''],
  ['__proto__', 'x'],
  ['alice', 'x'.repeat(16_000)],
] as const)
  test(`${name} with ${password.slice(0, 20) || 'nothing'} is refused, and not told why`, async () => {
    const { verify } = start()
    await rejects(verify(name, password), wrong)
  })

test('an accepted password is answered without a promise for a minute, then checked anew', async () => {
  const { state, verifier } = start()
  const identity = await verifier.verify('alice', 'secret of alice', Infinity)
  state.now += 59_999
  equal(verifier.verify('alice', 'secret of alice', Infinity), identity)
  state.now += 1
  const again = verifier.verify('alice', 'secret of alice', Infinity)
  ok(again instanceof Promise)
  await again
})

test('a password that is remembered lets nobody else in', async () => {
  const { verify } = start()
  await verify('alice', 'secret of alice')
  await rejects(verify('alice', 'secret of alic'), wrong)
  await rejects(verify('bob', 'secret of alice'), wrong)
})

test('who was taken out of the users, or has another password, is refused at once', async () => {
  const { state, verify } = start()
  await verify('alice', 'secret of alice')
  await verify('bob', 'secret of bob')
  state.users = parseUsers(`alice: ${bob}`)
  await rejects(verify('alice', 'secret of alice'), wrong)
  await rejects(verify('bob', 'secret of bob'), wrong)
  equal((await verify('alice', 'secret of bob')).principal, 'alice')
})

test('a check that was under way when the users changed is not remembered', async () => {
  const { state, verify } = start()
  const under = verify('alice', 'secret of alice')
  state.users = parseUsers(`alice: ${bob}`)
  const [before, after] = await Promise.allSettled([under, verify('alice', 'secret of alice')])
  deepEqual([before.status, after.status], ['fulfilled', 'rejected'])
  await rejects(verify('alice', 'secret of alice'), wrong)
})

test('a name that there is not costs what one that there is costs', async () => {
  const { verify } = start()
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let round = 0; round < 8; round++) {
    for (const [kind, name] of [
      ['known', 'alice'],
      ['unknown', `nobody${round}`],
    ] as const) {
      const started = process.cpuUsage()
      await rejects(verify(name, `guess ${round}`), wrong)
      const { user, system } = process.cpuUsage(started)
      times[kind].push(user + system)
    }
  }
  const least = (list: number[]) => Math.min(...list)
  const [known, unknown] = [least(times.known), least(times.unknown)]
  ok(unknown > known * 0.6 && unknown < known * 1.6, `${known} µs and ${unknown} µs of work`)
})

test('of guesses two are checked at a time, a hundred wait, the rest is told to come again', async () => {
  const { verify, state } = start()
  // Hashes that cost little: what counts here is how many there are.
  const cheap = alice.replace('ln=14', 'ln=10')
  state.users = parseUsers(`alice: ${cheap}`)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, (_, guess) => verify('alice', `guess ${guess}`)),
  )
  const statuses = outcomes.map((one) => (one.status === 'rejected' ? (one.reason as { status: number }).status : 200))
  equal(statuses.filter((status) => status === 401).length, 102)
  equal(statuses.filter((status) => status === 503).length, 198)
  await rejects(verify('alice', 'one more'), wrong)
})

test('a hundred requests at once with one password are one check', async () => {
  const { verify } = start()
  const started = performance.now()
  await Promise.all(Array.from({ length: 1_000 }, () => verify('alice', 'secret of alice')))
  ok(performance.now() - started < 5_000)
})

test('users may be many', async () => {
  const many: Users = parseUsers(Array.from({ length: 2_000 }, (_, index) => `user${index}: ${alice}`).join('\n'))
  const { state, verify } = start()
  state.users = many
  equal((await verify('user1999', 'secret of alice')).principal, 'user1999')
})
