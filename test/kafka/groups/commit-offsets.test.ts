import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { Producer, stringSerializers } from '@platformatic/kafka'
import { KafkaError } from '../../../shared/kafka/error.ts'
import { type CommitResult, commitOffsets } from '../../../shared/kafka/groups/commit-offsets.ts'
import { createCoordinators } from '../../../shared/kafka/groups/coordinator.ts'
import { fetchCommitted } from '../../../shared/kafka/groups/fetch-committed.ts'
import { GroupHasMembers } from '../../../shared/kafka/groups/group-has-members.ts'
import { createTopic } from '../../support/kafka.ts'
import { stack } from '../../support/stack.ts'
import { joinNatively, protocols } from './native.ts'
import { asOldAsPossible, openClient, openCoordinators, soon, uniqueGroup } from './open.ts'

const topic = await createTopic({ partitions: 4 })
const LAST = 2n ** 63n - 1n

/** Partition → error, of those that were refused. */
function refused(results: readonly CommitResult[]): Record<string, string> {
  return Object.fromEntries(
    results.flatMap(({ topic, partition, error }) => (error ? [[`${topic}:${partition}`, error.id]] : [])),
  )
}

for (const [versions, open] of [
  ['the newest versions', createCoordinators],
  ['the oldest versions', (client) => createCoordinators(asOldAsPossible(client))],
] as [string, typeof createCoordinators][]) {
  test(`what was committed is read back, with its metadata, in ${versions} of the protocol`, async (t) => {
    const coordinators = open(openClient(t))
    const group = uniqueGroup()
    const offsets = [
      { topic, partition: 2, offset: LAST, metadata: 'größer geht’s nicht 𐐷' },
      { topic, partition: 0, offset: 0n },
      { topic, partition: 1, offset: 2n ** 53n + 1n, metadata: '' },
    ]
    const results = await commitOffsets(coordinators, group, offsets, soon())
    deepEqual(
      results,
      offsets.map(({ partition }) => ({ topic, partition })),
    )
    const partitions = [0, 1, 2, 3].map((partition) => ({ topic, partition }))
    deepEqual(
      await fetchCommitted(coordinators, group, partitions, soon()),
      new Map([
        [`${topic}:0`, { offset: 0n, metadata: '' }],
        [`${topic}:1`, { offset: 2n ** 53n + 1n, metadata: '' }],
        [`${topic}:2`, { offset: LAST, metadata: 'größer geht’s nicht 𐐷' }],
      ]),
    )
  })
}

test('a commit replaces the one before, backwards too, and leaves other partitions and groups alone', async (t) => {
  const coordinators = openCoordinators(t)
  const [group, other] = [uniqueGroup(), uniqueGroup()]
  const commit = (name: string, partition: number, offset: bigint) =>
    commitOffsets(coordinators, name, [{ topic, partition, offset, metadata: 'm' }], soon())
  await Promise.all([commit(group, 0, 7n), commit(group, 1, 8n), commit(other, 0, 9n)])
  await commitOffsets(coordinators, group, [{ topic, partition: 0, offset: 3n }], soon())
  const offsets = async (name: string) => [...(await fetchCommitted(coordinators, name, both, soon()))]
  const both = [0, 1].map((partition) => ({ topic, partition }))
  deepEqual(await offsets(group), [
    [`${topic}:0`, { offset: 3n, metadata: '' }],
    [`${topic}:1`, { offset: 8n, metadata: 'm' }],
  ])
  deepEqual(await offsets(other), [[`${topic}:0`, { offset: 9n, metadata: 'm' }]])
})

test('of several offsets for one partition the last counts', async (t) => {
  const coordinators = openCoordinators(t)
  const group = uniqueGroup()
  const offsets = [5n, 9n, -1n, 4n].map((offset) => ({ topic, partition: 0, offset }))
  const results = await commitOffsets(coordinators, group, offsets, soon())
  deepEqual(
    results.map(({ error }) => error?.id),
    [undefined, undefined, 'INVALID_REQUEST', undefined],
  )
  const found = await fetchCommitted(coordinators, group, [{ topic, partition: 0 }], soon())
  equal(found.get(`${topic}:0`)?.offset, 4n)
})

test('offsets that are refused are named each with its error, and the others are stored', async (t) => {
  const coordinators = openCoordinators(t)
  const group = uniqueGroup()
  const long = 'x'.repeat(40_000)
  const results = await commitOffsets(
    coordinators,
    group,
    [
      { topic, partition: 0, offset: 1n, metadata: 'x'.repeat(4096) },
      { topic, partition: 1, offset: 1n, metadata: 'x'.repeat(4097) },
      { topic, partition: 2, offset: 1n, metadata: long },
      { topic, partition: 3, offset: LAST + 1n },
      { topic, partition: 4, offset: 1n },
      { topic, partition: -1, offset: 1n },
      { topic, partition: 0.5, offset: 1n },
      { topic, partition: 2 ** 31, offset: 1n },
      { topic: `${topic}-not`, partition: 0, offset: 1n },
      { topic: 'no/topic name', partition: 0, offset: 1n },
      { topic: '', partition: 0, offset: 1n },
      { topic: long, partition: 0, offset: 1n },
    ],
    soon(),
  )
  deepEqual(refused(results), {
    [`${topic}:1`]: 'OFFSET_METADATA_TOO_LARGE',
    [`${topic}:2`]: 'OFFSET_METADATA_TOO_LARGE',
    [`${topic}:3`]: 'INVALID_REQUEST',
    [`${topic}:4`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${topic}:-1`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${topic}:0.5`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${topic}:2147483648`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${topic}-not:0`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    'no/topic name:0': 'UNKNOWN_TOPIC_OR_PARTITION',
    ':0': 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${long}:0`]: 'UNKNOWN_TOPIC_OR_PARTITION',
  })
  ok(results.every(({ error }) => error === undefined || error instanceof KafkaError))
  const all = results.map(({ topic, partition }) => ({ topic, partition }))
  deepEqual([...(await fetchCommitted(coordinators, group, all, soon())).keys()], [`${topic}:0`])
})

test('offsets whose metadata is more than one batch of the offsets topic takes are all stored', async (t) => {
  const coordinators = openCoordinators(t)
  const group = uniqueGroup()
  const wide = await createTopic({ partitions: 150 })
  const metadata = 'ß'.repeat(4096)
  const offsets = Array.from({ length: 150 }, (_, partition) => ({ topic: wide, partition, offset: 1n, metadata }))
  deepEqual(refused(await commitOffsets(coordinators, group, offsets, soon())), {})
  equal((await fetchCommitted(coordinators, group, offsets, soon())).size, 150)
})

test('nothing to commit is committed without asking anybody', async (t) => {
  const coordinators = openCoordinators(t, { bootstrapServers: ['127.0.0.1:1'] })
  deepEqual(await commitOffsets(coordinators, uniqueGroup(), [], soon()), [])
})

for (const [what, name] of [
  ['empty', ''],
  ['with slashes', '/a/../b//'],
  ['beyond ASCII', 'grüße ☃ 𐐷'],
  ['of a space', ' '],
  ['of two dots', '..'],
  ['with control characters', 'a\u0000\r\nb'],
  ['like a property of every object', '__proto__'],
  ['of 30,000 characters', 'x'.repeat(30_000)],
] as const) {
  test(`a group's name may be ${what}`, async (t) => {
    const coordinators = openCoordinators(t)
    const offset = BigInt(Date.now())
    deepEqual(refused(await commitOffsets(coordinators, name, [{ topic, partition: 3, offset }], soon())), {})
    const found = await fetchCommitted(coordinators, name, [{ topic, partition: 3 }], soon())
    deepEqual([...found], [[`${topic}:3`, { offset, metadata: '' }]])
  })
}

test("a group's name that no broker can take is refused, and other calls do not suffer", async (t) => {
  const coordinators = openCoordinators(t)
  const name = 'ä'.repeat(16_384)
  const others = Array.from({ length: 20 }, () =>
    commitOffsets(coordinators, uniqueGroup(), [{ topic, partition: 0, offset: 1n }], soon()),
  )
  await rejects(commitOffsets(coordinators, name, [{ topic, partition: 0, offset: 1n }], soon()), {
    constructor: KafkaError,
    id: 'INVALID_GROUP_ID',
  })
  await rejects(fetchCommitted(coordinators, name, [{ topic, partition: 0 }], soon()), { id: 'INVALID_GROUP_ID' })
  deepEqual((await Promise.all(others)).map(refused), new Array(20).fill({}))
})

for (const protocol of protocols) {
  test(`a native consumer of the ${protocol} protocol goes on from a committed offset`, async (t) => {
    const coordinators = openCoordinators(t)
    const group = uniqueGroup()
    const read = await createTopic()
    const producer = new Producer({ clientId: 'test', bootstrapBrokers: [stack.kafka], serializers: stringSerializers })
    t.after(() => producer.close())
    await producer.send({ messages: ['0', '1', '2', '3', '4'].map((value) => ({ topic: read, value })) })
    await commitOffsets(coordinators, group, [{ topic: read, partition: 0, offset: 3n }], soon())
    const consumer = await joinNatively(t, group, read, protocol)
    equal(await consumer.first(), 3n)
  })

  test(`a group with a native member of the ${protocol} protocol commits its own offsets only, until it has left`, async (t) => {
    const coordinators = openCoordinators(t)
    const group = uniqueGroup()
    const commit = (offset: bigint) => commitOffsets(coordinators, group, [{ topic, partition: 0, offset }], soon())
    const committed = async () =>
      (await fetchCommitted(coordinators, group, [{ topic, partition: 0 }], soon())).get(`${topic}:0`)?.offset
    await commit(1n)
    const consumer = await joinNatively(t, group, topic, protocol)
    await rejects(commit(2n), { constructor: GroupHasMembers, group })
    equal(await committed(), 1n)
    await consumer.leave()
    await commit(3n)
    equal(await committed(), 3n)
  })

  test(`a group with a native member of the ${protocol} protocol is told so in the oldest version too`, async (t) => {
    const coordinators = createCoordinators(asOldAsPossible(openClient(t)))
    const group = uniqueGroup()
    await joinNatively(t, group, topic, protocol)
    await rejects(commitOffsets(coordinators, group, [{ topic, partition: 0, offset: 2n }], soon()), GroupHasMembers)
  })
}
