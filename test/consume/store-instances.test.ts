import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { type Instance, type Position, partitionKey } from '../../shared/consume/instance.ts'
import { type Store, Superseded } from '../../shared/consume/store.ts'
import { newInstance, newName } from './dynamodb/samples.ts'
import { allStores, soon } from './dynamodb/stores.ts'
import { strangeNames } from './dynamodb/strange-names.ts'

const maxOffset = 2n ** 63n - 1n
const now = Date.now()

const created = async (store: Store, parts?: Partial<Instance>) => {
  const instance = newInstance(parts)
  equal(await store.create(instance, now, soon()), true)
  return instance
}
const reload = (store: Store, { group, name }: Instance) => store.load(group, name, soon())

const cases: Record<string, (store: Store) => Promise<void>> = {
  async 'an instance nobody created is not there'(store) {
    equal(await store.load(newName(), 'c1', soon()), undefined)
  },

  async 'a new instance is found as it was created'(store) {
    const instance = await created(store)
    deepEqual(await reload(store, instance), instance)
  },

  async 'all that an instance holds is found again'(store) {
    const instance = await created(store, {
      subscription: { kind: 'topics', topics: ['orders', 'payments'] },
      generation: 7,
      positions: new Map([
        ['orders:0', { next: 12n, previous: 10n, committed: 10n }],
        ['payments:3', { next: 0n, previous: 0n }],
        ['orders:1', { next: 5n, previous: 9n, committed: 0n }],
        ['orders:2', { next: 5n, previous: 5n, committed: 5n }],
        ['orders:3', { next: 0n, previous: maxOffset, committed: maxOffset }],
      ]),
      lastKeyedRead: {
        key: 'once "only" ü',
        ranges: [
          { topic: 'payments', partition: 3, from: 0n, to: maxOffset },
          { topic: 'orders', partition: 1, from: 7n, to: 7n },
          { topic: 'payments', partition: 2, from: 1n, to: 2n },
        ],
      },
    })
    deepEqual(await reload(store, instance), instance)
  },

  async 'a subscription by pattern is found again'(store) {
    const instance = await created(store, { subscription: { kind: 'pattern', pattern: '^a\\.(b|"c")$' } })
    deepEqual(await reload(store, instance), instance)
  },

  async 'an assignment by hand is found again in its order'(store) {
    const partitions = ['b', 'a', 'b'].flatMap((topic) => [4, 0].map((partition) => ({ topic, partition })))
    const instance = await created(store, { subscription: { kind: 'assigned', partitions } })
    deepEqual(await reload(store, instance), instance)
  },

  async '10,000 partitions, assigned by hand, keep their exact 63-bit offsets'(store) {
    const partitions = Array.from({ length: 10_000 }, (_, partition) => ({ topic: 'orders', partition }))
    const position = (index: number): Position => ({ next: maxOffset - BigInt(index), previous: 0n, committed: 1n })
    const instance = await created(store, {
      subscription: { kind: 'assigned', partitions },
      positions: new Map(partitions.map((partition, index) => [partitionKey(partition), position(index)])),
    })
    deepEqual(await reload(store, instance), instance)
  },

  async 'a name can be taken once'(store) {
    const instance = await created(store)
    equal(await store.create({ ...instance, principal: 'user:other' }, now, soon()), false)
    deepEqual(await reload(store, instance), instance)
  },

  async 'of 40 who take a name at once one gets it'(store) {
    const instance = newInstance()
    const rivals = Array.from({ length: 40 }, (_, index) => ({ ...instance, principal: `user:${index}` }))
    const results = await Promise.all(rivals.map((rival) => store.create(rival, now, soon())))
    deepEqual(
      rivals.filter((_, index) => results[index]),
      [await reload(store, instance)],
    )
  },

  async 'the name of an expired instance can be taken, at the moment of its expiry and not before'(store) {
    const old = await created(store, { expiresAt: now + 1000 })
    const next = { ...old, principal: 'user:other', version: 5, expiresAt: now + 9000 }
    equal(await store.create(next, now + 999, soon()), false)
    equal(await store.create(next, now + 1000, soon()), true)
    deepEqual(await reload(store, old), next)
  },

  async 'a save is found again, with the next version'(store) {
    const instance = await created(store)
    const positions = new Map([['orders:0', { next: 1n, previous: 0n }]])
    const saved = await store.save({ ...instance, positions }, soon())
    deepEqual(saved, { ...instance, positions, version: 2 })
    deepEqual(await reload(store, instance), saved)
    equal((await store.save(saved, soon())).version, 3)
  },

  async 'a save on an old version is refused and told what is current'(store) {
    const instance = await created(store)
    const current = await store.save({ ...instance, generation: 1 }, soon())
    await rejects(store.save({ ...instance, generation: 2 }, soon()), isSuperseded(current))
    deepEqual(await reload(store, instance), current)
  },

  async 'a save of an instance that was removed is refused, and it stays removed'(store) {
    const instance = await created(store)
    await store.remove(instance.group, instance.name, soon())
    await rejects(store.save(instance, soon()), isSuperseded(undefined))
    equal(await reload(store, instance), undefined)
  },

  async 'of 40 saves on one version one is done, and all others learn of it'(store) {
    const instance = await created(store)
    const saves = Array.from({ length: 40 }, (_, index) => store.save({ ...instance, generation: index }, soon()))
    const results = await Promise.allSettled(saves)
    const [winner, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    equal(more.length, 0)
    deepEqual(await reload(store, instance), winner)
    for (const result of results) if (result.status === 'rejected') isSuperseded(winner)(result.reason)
  },

  async 'an instance is removed once, whatever its version'(store) {
    const instance = await created(store)
    await store.save(instance, soon())
    equal(await store.remove(instance.group, instance.name, soon()), true)
    equal(await store.remove(instance.group, instance.name, soon()), false)
    equal(await reload(store, instance), undefined)
  },

  async 'any text can be the name of an instance or of a group, and all are different'(store) {
    const group = newName()
    const instances = strangeNames.flatMap((name) => [
      newInstance({ group, name }),
      newInstance({ group: `${group}${name}`, name: 'c1', principal: '' }),
    ])
    const results = await Promise.all(instances.map((instance) => store.create(instance, now, soon())))
    equal(results.indexOf(false), -1)
    const saved = await Promise.all(instances.map((instance) => store.save(instance, soon())))
    deepEqual(await Promise.all(instances.map((instance) => reload(store, instance))), saved)
  },
}

function isSuperseded(current: Instance | undefined) {
  return (error: unknown) => {
    equal((error as Error).constructor, Superseded)
    deepEqual((error as Superseded).current, current)
    return true
  }
}

for (const [where, store] of await allStores()) {
  for (const [name, run] of Object.entries(cases)) test(`${where}: ${name}`, () => run(store))
}
