import { deepEqual, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { storeError } from '../../shared/consume/dynamodb/refusal.ts'
import { liveMembers } from '../../shared/consume/live-members.ts'
import { StoreMissing, StoreUnavailable } from '../../shared/consume/store.ts'
import { newGroup, newMember, newName } from './dynamodb/samples.ts'
import { allStores, dynamoStore, newTable, soon } from './dynamodb/stores.ts'

const now = Date.now()

for (const [name, store] of await allStores()) {
  test(`${name}: members that have not expired have the partitions that their group gives them`, async () => {
    const group = newGroup([newMember('b', now + 1000), newMember('gone', now), newMember('a', now + 1)])
    ok(await store.saveGroup(group, undefined, [], soon()))
    deepEqual(await liveMembers({ store, now: () => now }, group.name, soon()), [
      { name: 'a', partitions: [{ topic: 'orders', partition: 2 }] },
      { name: 'b', partitions: [{ topic: 'orders', partition: 0 }] },
    ])
  })

  test(`${name}: a group that nobody made has no members`, async () => {
    deepEqual(await liveMembers({ store, now: Date.now }, newName(), soon()), [])
  })
}

test('where there is no table there are no members, and nothing else is taken for that', async () => {
  const store = dynamoStore({ table: 'not-there' })
  deepEqual(await liveMembers({ store, now: Date.now }, newName(), soon()), [])
  await rejects(store.loadGroup(newName(), soon()), StoreMissing)
})

test('a table that gives no answer is an error', async () => {
  const store = dynamoStore({ table: await newTable(), endpoint: 'http://127.0.0.1:9', timeoutMs: 100 })
  await rejects(liveMembers({ store, now: Date.now }, newName(), soon()), (error) => {
    return error instanceof StoreUnavailable && !(error instanceof StoreMissing)
  })
})

for (const error of [
  Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
  new Error('Region is missing'),
  Object.assign(new Error('Requested resource not found'), { name: 'ResourceNotFoundException' }),
]) {
  test(`where the SDK says "${error.message}" nobody has set up a store`, () => {
    ok(storeError(error, 'consumers') instanceof StoreMissing)
  })
}

test('what the SDK is refused for is no missing store', () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })
  const found = storeError(denied, 'consumers')
  ok(found instanceof StoreUnavailable && !(found instanceof StoreMissing))
})
