import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Store, StoreUnavailable, Superseded } from '../../../shared/consume/store.ts'
import { newGroup, newInstance, newMember } from './samples.ts'
import { dynamoStore, newTable, soon } from './stores.ts'
import { type Fault, openWay, type Way } from './way.ts'

const table = await newTable()
const direct = dynamoStore({ table })
const member = newMember('c1')

async function opened(t: TestContext): Promise<{ way: Way; store: Store }> {
  const way = await openWay(t)
  return { way, store: dynamoStore({ table, endpoint: way.url, timeoutMs: 200 }) }
}

async function created() {
  const instance = newInstance()
  await direct.create(instance, Date.now(), soon())
  return instance
}

const losses: Fault[] = ['mute', 'reset-after']
for (const loss of losses) {
  test(`a creation whose answer is lost (${loss}) is known as its own when it is tried again`, async (t) => {
    const { way, store } = await opened(t)
    way.faults.push(loss)
    const instance = newInstance()
    equal(await store.create(instance, Date.now(), soon()), true)
    equal(way.requests.length, 2)
    deepEqual(await direct.load(instance.group, instance.name, soon()), instance)
  })

  test(`a save whose answer is lost (${loss}) is known as its own when it is tried again`, async (t) => {
    const { way, store } = await opened(t)
    const instance = await created()
    way.faults.push(loss)
    const saved = await store.save({ ...instance, generation: 3 }, soon())
    equal(way.requests.length, 2)
    deepEqual(saved, { ...instance, generation: 3, version: 2 })
    deepEqual(await direct.load(instance.group, instance.name, soon()), saved)
  })

  for (const fence of [[], ['c1']]) {
    const what = fence.length > 0 ? 'with fences' : 'without fences'
    test(`a change of a group ${what} whose answer is lost (${loss}) is known as its own`, async (t) => {
      const { way, store } = await opened(t)
      const instance = await created()
      way.faults.push(loss)
      const group = newGroup([member], { name: instance.group })
      const saved = await store.saveGroup(group, undefined, fence, soon())
      equal(way.requests.length, 2)
      deepEqual(saved, { ...group, version: 1 })
      deepEqual(await direct.loadGroup(group.name, soon()), saved)
      equal((await direct.load(instance.group, 'c1', soon()))?.version, 1 + fence.length)
    })
  }
}

test('a save that another came before is not taken for its own, though it would have been the same', async (t) => {
  const { way, store } = await opened(t)
  const instance = await created()
  const saved = await direct.save(instance, soon())
  way.faults.push('reset')
  await rejects(store.save(instance, soon()), (error) => {
    ok(error instanceof Superseded)
    deepEqual(error.current, saved)
    return true
  })
})

test('a save that meets a transaction on its instance is tried again', async (t) => {
  const { way, store } = await opened(t)
  const instance = await created()
  way.faults.push(...Array<Fault>(4).fill({ status: 400, error: 'TransactionConflictException' }))
  equal((await store.save(instance, soon())).version, 2)
  equal(way.requests.length, 5)
})

const conflict = { Code: 'TransactionConflict' }
const fine = { Code: 'None' }
const cancelled = (...reasons: object[]): Fault => ({ status: 400, error: 'TransactionCanceledException', reasons })

test('a change of a group that meets saves of its instances is tried again', async (t) => {
  const { way, store } = await opened(t)
  const { group: name } = await created()
  way.faults.push(cancelled(fine, conflict), cancelled(conflict, fine), cancelled(fine, { Code: 'ThrottlingError' }))
  equal((await store.saveGroup(newGroup([member], { name }), undefined, ['c1'], soon()))?.version, 1)
  equal(way.requests.length, 4)
})

test('conflicts without end are unavailability at the deadline', async (t) => {
  const { way, store } = await opened(t)
  way.fault = cancelled(conflict, fine)
  const begun = Date.now()
  const change = store.saveGroup(newGroup([member]), undefined, ['c1'], begun + 300)
  await rejects(change, StoreUnavailable)
  ok(Date.now() - begun < 1_000)
})

test('a change of a group that ends after its first transaction leaves a group that is whole and due for a change', async (t) => {
  const { way, store } = await opened(t)
  const names = Array.from({ length: 110 }, (_, index) => `m${index}`)
  const group = newGroup(names.map((name) => newMember(name)))
  const first = await direct.saveGroup(group, undefined, [], soon())
  ok(first)
  for (const name of names) await direct.create(newInstance({ group: group.name, name }), Date.now(), soon())
  const reversed = new Map(names.map((name, index) => [name, [`orders:${names.length - 1 - index}`]]))
  const joined = newMember('new')
  const change = { ...first, generation: 2, assignment: reversed, members: new Map(first.members).set('new', joined) }
  way.faults.push('pass', 'deaf', 'deaf', 'deaf')
  await rejects(store.saveGroup(change, first, names, soon()), StoreUnavailable)

  const left = await direct.loadGroup(group.name, soon())
  ok(left)
  equal(left.generation, 2)
  deepEqual([left.members, left.topics], [first.members, first.topics])
  const fenced = new Set(names.slice(0, 99))
  const found = await Promise.all(names.map((name) => direct.load(group.name, name, soon())))
  for (const [index, name] of names.entries()) {
    equal(found[index]?.version, fenced.has(name) ? 2 : 1)
    deepEqual(left.assignment.get(name), fenced.has(name) ? [] : first.assignment.get(name))
  }
  const again = await direct.saveGroup({ ...change, version: left.version, generation: 3 }, left, names, soon())
  deepEqual(again?.assignment, reversed)
})
