import { equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { waitUntil } from '../../shared/auth/deadline.ts'

const late = () => new Error('late')
const never = new Promise<never>(() => {})

test('what comes before the deadline is given', async () => {
  equal(await waitUntil(Promise.resolve('in time'), Date.now() + 1_000, Date.now, late), 'in time')
  await rejects(waitUntil(Promise.reject(new Error('failed')), Date.now() + 1_000, Date.now, late), /failed/)
})

test('the deadline comes first when nothing comes before, and at once when it has passed', async () => {
  const started = performance.now()
  await rejects(
    waitUntil(never, 5_020, () => 5_000, late),
    /late/,
  )
  await rejects(
    waitUntil(never, 4_000, () => 5_000, late),
    /late/,
  )
  ok(performance.now() - started < 1_000)
})

test('no deadline is no deadline', async () => {
  // A timer given more than it can count fires at once, long before this one.
  const soon = new Promise((resolve) => setTimeout(resolve, 20, 'in time'))
  equal(await waitUntil(soon, Number.POSITIVE_INFINITY, Date.now, late), 'in time')
})

test('a failure after the deadline ends nobody', async () => {
  const { promise, reject } = Promise.withResolvers<never>()
  await rejects(
    waitUntil(promise, 0, () => 0, late),
    /late/,
  )
  reject(new Error('too late to matter'))
  await new Promise(setImmediate)
})
