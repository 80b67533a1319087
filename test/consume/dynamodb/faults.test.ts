import { equal, match, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Store, StoreUnavailable } from '../../../shared/consume/store.ts'
import { newGroup, newInstance, newMember } from './samples.ts'
import { dynamoStore, newTable } from './stores.ts'
import { type Fault, openWay, type Way } from './way.ts'

const table = await newTable()
const soon = () => Date.now() + 10_000
const shortMs = 300
/** Beside the deadline: this machine may be busy. */
const graceMs = 700
const member = newMember('c1')

const calls: Record<string, (store: Store, deadline: number) => Promise<unknown>> = {
  create: (store, deadline) => store.create(newInstance(), Date.now(), deadline),
  load: (store, deadline) => store.load('group', 'c1', deadline),
  save: (store, deadline) => store.save(newInstance(), deadline),
  remove: (store, deadline) => store.remove('group', 'c1', deadline),
  loadGroup: (store, deadline) => store.loadGroup('group', deadline),
  'saveGroup without fences': (store, deadline) => store.saveGroup(newGroup([member]), undefined, [], deadline),
  saveGroup: (store, deadline) => store.saveGroup(newGroup([member]), undefined, ['c1'], deadline),
  touchMember: (store, deadline) => store.touchMember('group', 'c1', Date.now(), deadline),
}

async function unavailable(store: Store, deadlineMs = shortMs): Promise<StoreUnavailable[]> {
  return Promise.all(
    Object.entries(calls).map(async ([name, call]) => {
      const begun = Date.now()
      let found: unknown
      await rejects(call(store, begun + deadlineMs), (error) => {
        found = error
        return error instanceof StoreUnavailable
      })
      const waitedMs = Date.now() - begun
      ok(waitedMs < deadlineMs + graceMs, `${name} waited ${waitedMs} ms`)
      return found as StoreUnavailable
    }),
  )
}

async function opened(t: TestContext, timeoutMs?: number): Promise<{ way: Way; store: Store }> {
  const way = await openWay(t)
  return { way, store: dynamoStore({ table, endpoint: way.url, timeoutMs }) }
}

const throttled = (error: string): Fault => ({ status: 400, error })
const outages: [string, Fault][] = [
  ['gives no answer', 'deaf'],
  ['stops in the middle of an answer', 'stall'],
  ['breaks every connection', 'reset'],
  ['has no capacity left', throttled('ProvisionedThroughputExceededException')],
  ['has a hot partition', throttled('ThrottlingException')],
  ['has an account that asks too often', throttled('RequestLimitExceeded')],
  ['fails', { status: 500, error: 'InternalServerError' }],
  ['is away for a moment', { status: 503, error: 'ServiceUnavailable' }],
  ['does not allow it', throttled('AccessDeniedException')],
  ['knows no such credentials', throttled('UnrecognizedClientException')],
]
for (const [what, fault] of outages) {
  test(`a DynamoDB that ${what} is unavailable within the deadline, and well again without a restart`, async (t) => {
    const { way, store } = await opened(t)
    way.fault = fault
    await unavailable(store)
    way.fault = 'pass'
    equal(await store.load('group', 'nobody', soon()), undefined)
  })
}

test('a DynamoDB that is away is unavailable at once, and well again when it is back at its address', async (t) => {
  const gone = await openWay(t)
  await gone.close()
  const store = dynamoStore({ table, endpoint: gone.url })
  await unavailable(store, 2_000)
  await openWay(t, Number(new URL(gone.url).port))
  equal(await store.load('group', 'nobody', soon()), undefined)
})

test('an attempt is not waited for longer than its time-out when the deadline leaves room for another', async (t) => {
  const { way, store } = await opened(t, 100)
  way.faults.push('deaf', 'stall')
  equal(await store.load('group', 'nobody', soon()), undefined)
  equal(way.requests.length, 3)
})

test('failures are not met with more than two further attempts', async (t) => {
  const { way, store } = await opened(t)
  way.fault = { status: 503, error: 'ServiceUnavailable' }
  await rejects(store.load('group', 'c1', soon()), StoreUnavailable)
  equal(way.requests.length, 3)
})

test('a call whose deadline has passed is not begun', async () => {
  let begun = 0
  const store = dynamoStore({ table, cluster: () => `${begun++}` })
  const [error] = await unavailable(store, 0)
  match(String(error?.cause), /deadline/)
  equal(begun, 0)
})

test('a table that is not there is unavailable, and the cause says so', async () => {
  const store = dynamoStore({ table: 'no-such-table' })
  for (const { cause } of await unavailable(store, 5_000)) match(String(cause), /no DynamoDB table 'no-such-table'/)
})

test('a cluster that does not tell its id in time is no reason to wait longer', async () => {
  await unavailable(dynamoStore({ table, cluster: () => new Promise<never>(() => {}) }))
})

test('why the id of the cluster is not known is told as it is', async () => {
  const reason = new Error('No broker could be reached.')
  const store = dynamoStore({ table, cluster: () => Promise.reject(reason) })
  for (const call of Object.values(calls)) await rejects(call(store, soon()), reason)
})
