import { deepEqual, equal, rejects } from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Claims } from '../../shared/consume/claims.ts'
import { createDynamoClaims } from '../../shared/consume/dynamodb/claims.ts'
import { createTable } from '../../shared/consume/dynamodb/table.ts'
import { createInstanceQuota, type InstanceQuota } from '../../shared/consume/instance-quota.ts'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { createMemoryClaims } from '../../shared/consume/memory-claims.ts'
import { type Store, StoreUnavailable } from '../../shared/consume/store.ts'
import { TooManyInstances } from '../../shared/http/errors/limits.ts'
import { stack } from '../support/stack.ts'
import { newInstance, newName } from './dynamodb/samples.ts'
import { newTable, soon } from './dynamodb/stores.ts'
import { strangeNames } from './dynamodb/strange-names.ts'

const table = createTable({
  table: await newTable(),
  cluster: () => 'any',
  endpoint: stack.dynamodb,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  timeoutMs: 2_000,
})
after(() => table.close())

/** A caller of their own, whose clock the test moves. */
function newCaller(claims: Claims, max: number) {
  const store = createMemoryStore()
  const clock = { now: Date.now() }
  const quota = createInstanceQuota(store, claims, { max, settleMs: 60_000, now: () => clock.now })
  const principal = newName('principal')
  return { store, clock, quota, principal }
}

type Caller = ReturnType<typeof newCaller>

/** Creates an instance as the product does; it lasts for a second. */
async function create({ store, clock, quota, principal }: Caller, name = newName()) {
  const instance = newInstance({ group: 'g', name, principal, expiresAt: clock.now + 1_000 })
  await quota.claim(instance, soon())
  equal(await store.create(instance, clock.now, soon()), true)
  return instance
}

const refused = (quota: InstanceQuota, principal: string) =>
  rejects(quota.claim({ group: 'g', name: newName(), principal }, soon()), TooManyInstances)

const cases: Record<string, (claims: Claims) => Promise<void>> = {
  async 'there are as many as allowed and no more'(claims) {
    const caller = newCaller(claims, 3)
    for (let i = 0; i < 3; i++) await create(caller)
    await refused(caller.quota, caller.principal)
    await create(newCaller(claims, 3))
  },

  async 'of 30 at once as many get through as there is room for'(claims) {
    const caller = newCaller(claims, 4)
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => create(caller)))
    equal(results.filter(({ status }) => status === 'fulfilled').length, 4)
    for (const result of results) if (result.status === 'rejected') equal(result.reason.constructor, TooManyInstances)
  },

  async 'one that is deleted makes room, and only once'(claims) {
    const caller = newCaller(claims, 1)
    const instance = await create(caller)
    await caller.store.remove('g', instance.name, soon())
    await caller.quota.release(instance, soon())
    await caller.quota.release(instance, soon())
    await create(caller)
    await refused(caller.quota, caller.principal)
  },

  async 'those that have expired make room, when there is need'(claims) {
    const caller = newCaller(claims, 2)
    await create(caller)
    caller.clock.now += 600
    await create(caller)
    await refused(caller.quota, caller.principal)
    // The first has expired, the other has not; what was looked at is looked at again after a while.
    caller.clock.now += 400
    await refused(caller.quota, caller.principal)
    const again = createInstanceQuota(caller.store, claims, { max: 2, settleMs: 60_000, now: () => caller.clock.now })
    await create({ ...caller, quota: again })
    await refused(again, caller.principal)
    caller.clock.now += 2_000
    await create(caller)
    await create(caller)
    await refused(caller.quota, caller.principal)
  },

  async 'the refusal says when the first may expire'(claims) {
    const caller = newCaller(claims, 1)
    await create(caller)
    caller.clock.now += 200
    await rejects(caller.quota.claim({ group: 'g', name: 'x', principal: caller.principal }, soon()), (error) => {
      deepEqual((error as TooManyInstances).headers, { 'Retry-After': '1' })
      return error instanceof TooManyInstances
    })
  },

  async 'an expired one that is created again counts once, and is not taken for the old one'(claims) {
    const caller = newCaller(claims, 2)
    await create(caller, 'a')
    await create(caller, 'b')
    caller.clock.now += 1_500
    await create(caller, 'a')
    await create(caller)
    await refused(caller.quota, caller.principal)
  },

  async 'one that is claimed and not there yet counts, until it must be there'(claims) {
    const caller = newCaller(claims, 1)
    await caller.quota.claim({ group: 'g', name: 'not-yet', principal: caller.principal }, soon())
    caller.clock.now += 59_000
    await refused(caller.quota, caller.principal)
    caller.clock.now += 2_000
    await create(caller)
  },

  async 'a name that is taken is not counted, unless it is the caller’s own'(claims) {
    const caller = newCaller(claims, 2)
    const other = { ...newCaller(claims, 2), store: caller.store }
    const own = await create(caller)
    const others = await create(other)
    for (const taken of [own, { ...others, principal: caller.principal }]) {
      await caller.quota.claim(taken, soon())
      await caller.quota.returnUnlessOwn(taken, soon())
    }
    await create(caller)
    await refused(caller.quota, caller.principal)
  },

  async 'any text can be the name of a caller, a group or an instance'(claims) {
    const caller = newCaller(claims, strangeNames.length + 1)
    for (const name of strangeNames)
      await caller.quota.claim({ group: name, name, principal: caller.principal }, soon())
    for (const name of strangeNames) {
      await claims.remove(caller.principal, { group: name, name }, soon())
      equal(await claims.add(`${name}-${caller.principal}`, { group: 'g', name, since: 1 }, 1, soon()), undefined)
    }
    for (let i = 0; i <= strangeNames.length; i++) await create(caller)
    await refused(caller.quota, caller.principal)
  },
}

const stores: readonly (readonly [string, () => Claims])[] = [
  ['memory', createMemoryClaims],
  ['DynamoDB', () => createDynamoClaims(table)],
]
for (const [where, make] of stores) {
  for (const [name, run] of Object.entries(cases)) test(`${where}: ${name}`, () => run(make()))
}

test('one that cannot be given back is no reason to fail a deletion', async () => {
  const away: Claims = {
    add: async () => undefined,
    async remove() {
      throw new StoreUnavailable(new Error('away'))
    },
  }
  const store: Store = createMemoryStore()
  const quota = createInstanceQuota(store, away, { max: 1, settleMs: 1, now: Date.now })
  await quota.release({ group: 'g', name: 'a', principal: 'p' }, soon())
})
