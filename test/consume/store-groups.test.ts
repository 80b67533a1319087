import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { Group } from '../../shared/consume/group.ts'
import type { Instance } from '../../shared/consume/instance.ts'
import { type Store, Superseded } from '../../shared/consume/store.ts'
import { newGroup, newInstance, newMember, newName } from './dynamodb/samples.ts'
import { allStores, soon } from './dynamodb/stores.ts'
import { strangeNames } from './dynamodb/strange-names.ts'

const now = Date.now()
const a = newMember('a', now + 1000)
const b = newMember('b', now + 2000)
const c = newMember('c', now + 3000)
const membersOf = (...members: (typeof a)[]) => new Map(members.map((member) => [member.name, member]))

async function saved(store: Store, group: Group, fence: string[] = []): Promise<Group> {
  const result = await store.saveGroup(group, undefined, fence, soon())
  ok(result)
  return result
}

async function instances(store: Store, group: string, names: readonly string[]): Promise<Instance[]> {
  const all = names.map((name) => newInstance({ group, name }))
  // One after the other: a hundred connections at once take a busy machine longer than the store waits for one.
  for (const instance of all) await store.create(instance, now, soon())
  return all
}

async function versions(store: Store, all: readonly Instance[]): Promise<(number | undefined)[]> {
  const found: (number | undefined)[] = []
  for (const { group, name } of all) found.push((await store.load(group, name, soon()))?.version)
  return found
}

const cases: Record<string, (store: Store) => Promise<void>> = {
  async 'a group nobody saved is not there'(store) {
    equal(await store.loadGroup(newName(), soon()), undefined)
  },

  async 'all that a group holds is found again, with the next version'(store) {
    const byPattern = { ...b, subscription: { kind: 'pattern', pattern: '^"o".*' } } as const
    const group = newGroup([a, byPattern], {
      generation: 4,
      topics: new Map([
        ['orders', 3],
        ['10', 1],
        ['2', 2],
      ]),
      assignment: new Map([
        ['a', ['orders:2', '10:0', 'orders:0']],
        ['b', []],
      ]),
      since: new Map([
        ['orders:2', 1],
        ['10:0', 4],
        ['orders:0', 1],
      ]),
    })
    const result = await saved(store, group)
    deepEqual(result, { ...group, version: 1 })
    const loaded = await store.loadGroup(group.name, soon())
    deepEqual(loaded, result)
    deepEqual([...(loaded?.members.keys() ?? [])], ['a', 'b'])
  },

  async 'a group without members can be saved'(store) {
    const first = await saved(store, newGroup([]))
    deepEqual(await store.loadGroup(first.name, soon()), first)
    const second = await store.saveGroup(newGroup([a], first), first, [], soon())
    deepEqual(await store.loadGroup(first.name, soon()), second)
  },

  async 'a group that is there cannot be saved as a new one'(store) {
    const group = await saved(store, newGroup([a]))
    equal(await store.saveGroup({ ...group, generation: 9, version: 0 }, undefined, [], soon()), undefined)
    deepEqual(await store.loadGroup(group.name, soon()), group)
  },

  async 'a group that is not there cannot be saved as a later one'(store) {
    const group = newGroup([a], { version: 3 })
    equal(await store.saveGroup(group, group, [], soon()), undefined)
    equal(await store.loadGroup(group.name, soon()), undefined)
  },

  async 'a change computed from an old version is refused'(store) {
    const first = await saved(store, newGroup([a]))
    const second = await store.saveGroup({ ...first, generation: 2 }, first, [], soon())
    equal(await store.saveGroup({ ...first, generation: 2 }, first, [], soon()), undefined)
    deepEqual(await store.loadGroup(first.name, soon()), second)
  },

  async 'of 40 changes of one version one is done, and only it fences'(store) {
    const first = await saved(store, newGroup([a]))
    const all = await instances(store, first.name, ['a'])
    const changes = Array.from({ length: 40 }, (_, index) => ({ ...first, generation: 2 + index }))
    const results = await Promise.all(changes.map((change) => store.saveGroup(change, first, ['a'], soon())))
    const winners = results.filter((result) => result !== undefined)
    deepEqual(winners, [await store.loadGroup(first.name, soon())])
    deepEqual(await versions(store, all), [2])
  },

  async 'a fenced instance cannot be saved by who holds it from before; others can'(store) {
    const group = newGroup([a, b])
    const [one, two] = (await instances(store, group.name, ['a', 'b'])) as [Instance, Instance]
    await saved(store, group, ['a'])
    const current = { ...one, version: 2 }
    await rejects(store.save({ ...one, generation: 5 }, soon()), (error) => {
      equal((error as Error).constructor, Superseded)
      deepEqual((error as Superseded).current, current)
      return true
    })
    deepEqual(await store.load(one.group, one.name, soon()), current)
    equal((await store.save(current, soon())).version, 3)
    equal((await store.save(two, soon())).version, 2)
  },

  async 'a change that is refused fences nobody'(store) {
    const first = await saved(store, newGroup([a, b]))
    const all = await instances(store, first.name, ['a', 'b'])
    await store.saveGroup({ ...first, generation: 2 }, first, [], soon())
    equal(await store.saveGroup({ ...first, generation: 2 }, first, ['a', 'b', 'gone'], soon()), undefined)
    deepEqual(await versions(store, all), [1, 1])
  },

  async 'instances that are not there are passed over, the others are fenced'(store) {
    const group = newGroup([a, b])
    const all = await instances(store, group.name, ['a', 'b'])
    const first = await saved(store, group, ['gone', 'a', 'away', 'b', 'a'])
    deepEqual(await store.loadGroup(group.name, soon()), first)
    deepEqual(await versions(store, all), [2, 2])
    equal(await store.load(group.name, 'gone', soon()), undefined)
    const second = await store.saveGroup({ ...first, generation: 2 }, first, ['gone'], soon())
    equal(second?.version, 2)
  },

  async 'more instances can be fenced than one transaction holds'(store) {
    const names = Array.from({ length: 150 }, (_, index) => `m${index}`)
    const first = await saved(store, newGroup(names.map((name) => newMember(name))))
    const all = await instances(store, first.name, names)
    const shifted = new Map(names.map((name, index) => [name, [`orders:${(index + 1) % names.length}`]]))
    const since = new Map([...first.since.keys()].map((key) => [key, 2]))
    const change = { ...first, generation: 2, assignment: shifted, since }
    const second = await store.saveGroup(change, first, [...names, 'gone', 'm0'], soon())
    deepEqual(second?.assignment, shifted)
    deepEqual(await store.loadGroup(first.name, soon()), second)
    ok(second.generation >= 2 && second.version > first.version)
    deepEqual([...new Set(second.since.values())], [second.generation])
    deepEqual(new Set(await versions(store, all)), new Set([2]))
  },

  async 'a heartbeat moves a member’s expiry and nothing else'(store) {
    const group = await saved(store, newGroup([a, b]))
    await store.touchMember(group.name, 'a', now + 7000, soon())
    const members = membersOf({ ...a, expiresAt: now + 7000 }, b)
    deepEqual(await store.loadGroup(group.name, soon()), { ...group, members })
  },

  async 'a heartbeat of who is no member does nothing'(store) {
    const group = await saved(store, newGroup([a]))
    await store.touchMember(group.name, 'b', now + 7000, soon())
    deepEqual(await store.loadGroup(group.name, soon()), group)
    equal((await store.saveGroup({ ...group, generation: 2 }, group, [], Date.now() + 1000))?.version, 2)
    const other = newName()
    await store.touchMember(other, 'a', now + 7000, soon())
    equal(await store.loadGroup(other, soon()), undefined)
  },

  async 'heartbeats that came after a change was computed survive it'(store) {
    const first = await saved(store, newGroup([a, b]))
    await store.touchMember(first.name, 'a', now + 7000, soon())
    const moved = { ...b, expiresAt: now + 9000 }
    const change = { ...first, generation: 2, members: membersOf(a, moved, c) }
    const second = await store.saveGroup(change, first, [], soon())
    deepEqual(second?.members, membersOf({ ...a, expiresAt: now + 7000 }, moved, c))
    deepEqual(await store.loadGroup(first.name, soon()), second)
  },

  async 'a member is evicted when no heartbeat came since it was judged'(store) {
    const first = await saved(store, newGroup([a, b]))
    await store.touchMember(first.name, 'b', now + 7000, soon())
    const change = { ...first, generation: 2, members: membersOf(b) }
    const second = await store.saveGroup(change, first, [], soon())
    deepEqual(second?.members, membersOf({ ...b, expiresAt: now + 7000 }))
    deepEqual(await store.loadGroup(first.name, soon()), second)
  },

  async 'a member whose heartbeat came in between is not evicted, and nobody is fenced'(store) {
    const first = await saved(store, newGroup([a, b]))
    const all = await instances(store, first.name, ['a', 'b'])
    await store.touchMember(first.name, 'a', now + 7000, soon())
    const change = { ...first, generation: 2, members: membersOf(b) }
    equal(await store.saveGroup(change, first, ['a', 'b'], soon()), undefined)
    deepEqual((await store.loadGroup(first.name, soon()))?.generation, 1)
    deepEqual(await versions(store, all), [1, 1])
  },

  async 'no heartbeat is lost while a group changes again and again'(store) {
    const names = Array.from({ length: 20 }, (_, index) => `m${index}`)
    const first = await saved(store, newGroup(names.map((name) => newMember(name, now))))
    const beats = names.map((name, index) => store.touchMember(first.name, name, now + 1000 + index, soon()))
    let group: Group | undefined = first
    for (let change = 0; change < 5; change++) {
      group = await store.saveGroup({ ...group, generation: group.generation + 1 }, group, [], soon())
      ok(group)
    }
    await Promise.all(beats)
    const members = (await store.loadGroup(first.name, soon()))?.members ?? new Map()
    deepEqual(
      [...members.values()].map(({ expiresAt }) => expiresAt),
      names.map((_, index) => now + 1000 + index),
    )
  },

  async 'any text can be the name of a member or of a group'(store) {
    const name = newName()
    const members = strangeNames.map((member) => newMember(member, now))
    const group = await saved(store, newGroup(members, { name }))
    await Promise.all(strangeNames.map((member) => store.touchMember(name, member, now + 1, soon())))
    const touched = membersOf(...members.map((member) => ({ ...member, expiresAt: now + 1 })))
    deepEqual(await store.loadGroup(name, soon()), { ...group, members: touched })

    const groups = strangeNames.map((strange) => newGroup([a], { name: `${name}${strange}` }))
    const all = await Promise.all(groups.map((one) => saved(store, one)))
    deepEqual(await Promise.all(groups.map((one) => store.loadGroup(one.name, soon()))), all)
  },
}

for (const [where, store] of await allStores()) {
  for (const [name, run] of Object.entries(cases)) test(`${where}: ${name}`, () => run(store))
}
