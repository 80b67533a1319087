import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { toInstanceItem } from '../../../shared/consume/dynamodb/instance-item.ts'
import { Unprocessable } from '../../../shared/http/errors/request.ts'
import { newGroup, newInstance, newMember } from './samples.ts'
import { dynamoStore, newTable, soon } from './stores.ts'

const store = dynamoStore({ table: await newTable() })

/** As DynamoDB counts: names and values in UTF-8, bytes, two digits a byte and one more. */
function itemBytes(item: ReturnType<typeof toInstanceItem>): number {
  return Object.entries(item).reduce((sum, [name, { S, B, N }]) => {
    const digits = N === undefined ? 0 : Math.ceil(N.length / 2) + 1
    return sum + Buffer.byteLength(name) + Buffer.byteLength(S ?? '') + (B?.length ?? 0) + digits
  }, 0)
}

test('an instance of 6 partitions, and one of 40, costs one write unit: it is no larger than 1 KB', () => {
  for (const partitions of [6, 40]) {
    const position = { next: 123_456_789n, previous: 123_456_289n, committed: 123_456_289n }
    const instance = newInstance({
      group: 'a-group-with-a-name',
      name: 'rest-consumer-b1f0cfa8-6f4f-4f5e-8f3a-6a6a2f0f1d11',
      baseUri:
        'https://kafka.example.org/consumers/a-group-with-a-name/instances/rest-consumer-b1f0cfa8-6f4f-4f5e-8f3a-6a6a2f0f1d11',
      subscription: { kind: 'topics', topics: ['telemetry.measurements'] },
      positions: new Map(
        Array.from({ length: partitions }, (_, index) => [`telemetry.measurements:${index}`, position]),
      ),
    })
    const bytes = itemBytes(toInstanceItem('MkU3OEVBNTcwNTJENDM2Qk', instance, 'AbCdEfGhIjKl'))
    ok(bytes <= 1_024, `${partitions} partitions: ${bytes} bytes`)
  }
})

test('an instance that no item can hold is refused, and says what to change', async () => {
  const position = { next: 2n ** 63n - 1n, previous: 0n }
  const positions = new Map(Array.from({ length: 30_000 }, (_, index) => [`orders:${index}`, position]))
  await rejects(store.create(newInstance({ positions }), Date.now(), soon()), isTooLarge)
  const small = newInstance()
  await store.create(small, Date.now(), soon())
  await rejects(store.save({ ...small, positions }, soon()), isTooLarge)
  equal((await store.save(small, soon())).version, 2)
})

test('a group of 150 members with 10,000 partitions of 100 topics is no more than an item can hold', async () => {
  const members = Array.from({ length: 150 }, (_, index) => newMember(`rest-consumer-${index}`))
  const topics = Array.from({ length: 100 }, (_, index) => `telemetry.measurements.${index}`)
  const keys = topics.flatMap((topic) => Array.from({ length: 100 }, (_, partition) => `${topic}:${partition}`))
  const assignment = Map.groupBy(keys, (_, index) => `rest-consumer-${(index * 7) % 150}`)
  const since = new Map([...assignment.values()].flat().map((key, index) => [key, index % 3]))
  const group = newGroup(members, { topics: new Map(topics.map((topic) => [topic, 100])), assignment, since })
  const saved = await store.saveGroup(group, undefined, [], soon())
  deepEqual(await store.loadGroup(group.name, soon()), saved)
  deepEqual(saved, { ...group, version: 1 })
})

test('a group that no item can hold is refused, with fences and without', async () => {
  const group = newGroup(Array.from({ length: 600 }, (_, index) => newMember(`${index}`.padEnd(900, 'm'))))
  const fenced = newInstance({ group: group.name })
  await store.create(fenced, Date.now(), soon())
  await rejects(store.saveGroup(group, undefined, [], soon()), isTooLarge)
  await rejects(store.saveGroup(group, undefined, ['c1'], soon()), isTooLarge)
  equal(await store.loadGroup(group.name, soon()), undefined)
  equal((await store.load(group.name, 'c1', soon()))?.version, 1)
})

function isTooLarge(error: unknown): boolean {
  ok(error instanceof Unprocessable)
  match(error.message, /fewer partitions/)
  return true
}
