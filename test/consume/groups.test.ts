import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { assignByHand } from '../../shared/consume/assign-by-hand.ts'
import type { InstanceRef } from '../../shared/consume/change.ts'
import { commit, committed } from '../../shared/consume/commit.ts'
import { parsePartitionKey, type TopicPartition } from '../../shared/consume/instance.ts'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { removeInstance } from '../../shared/consume/remove.ts'
import { seek } from '../../shared/consume/seek.ts'
import { subscribe, unsubscribe } from '../../shared/consume/subscribe.ts'
import { ConsumerNotFound, IllegalState } from '../../shared/http/errors/consumer.ts'
import { createTopic, uniqueTopic } from '../support/kafka.ts'
import { addPartitions, asAdmin } from '../support/kafka-admin.ts'
import { newName } from './dynamodb/samples.ts'
import { newInstanceOn, newProcess, type Process, partitionsOf, type ReadRecord, readOn, soon } from './process.ts'
import { produceValues } from './produce-values.ts'

/** Reads all members in turn until `count` records are there and nobody has more; which member had which value. */
async function readAll(
  reads: readonly (readonly [Process, InstanceRef])[],
  count: number,
): Promise<Map<unknown, string>> {
  const owners = new Map<unknown, string>()
  const deadline = soon()
  let seen = 0
  for (let idle = 0; seen < count || idle < reads.length; ) {
    for (const [process, ref] of reads) {
      const records = await readOn(process, ref, { waitMs: seen < count ? 200 : 0 })
      for (const { value } of records) {
        ok(!owners.has(value), `${value} was answered twice`)
        owners.set(value, ref.name)
      }
      seen += records.length
      idle = records.length > 0 ? 0 : idle + 1
    }
    if (Date.now() > deadline) throw new Error(`${seen} of ${count} records came.`)
  }
  return owners
}

/** Reads until something is so. */
async function readUntil(
  process: Process,
  ref: InstanceRef,
  isSo: (records: readonly ReadRecord[]) => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = soon()
  while (!(await isSo(await readOn(process, ref, { waitMs: 100 })))) {
    if (Date.now() > deadline) throw new Error('It has not come true.')
  }
}

const owned = async (process: Process, refs: readonly InstanceRef[]) =>
  Promise.all(refs.map((ref) => partitionsOf(process, ref)))

test('members of a group share partitions: each has a fair part, and every record is answered once', async () => {
  const topic = await createTopic({ partitions: 6 })
  const [one, two] = [newProcess(createMemoryStore()), newProcess(createMemoryStore())]
  const store = one.store
  const other: Process = { ...two, store }
  const group = newName()
  const members = [
    await newInstanceOn(one, { group, topics: [topic] }),
    await newInstanceOn(other, { group, topics: [topic] }),
    await newInstanceOn(one, { group, topics: [topic] }),
  ]
  for (const ref of members) await readOn(one, ref)
  await produceValues(
    topic,
    Array.from({ length: 60 }, (_, value) => ({ value, partition: value % 6 })),
  )
  const [a, b, c] = members as [InstanceRef, InstanceRef, InstanceRef]
  const owners = await readAll(
    [
      [one, a],
      [other, b],
      [other, c],
      [one, b],
    ],
    60,
  )
  equal(owners.size, 60)
  deepEqual(
    (await owned(one, members)).map(({ length }) => length),
    [2, 2, 2],
  )
})

test('a member that joins or leaves moves as few partitions as can be', async () => {
  const topic = await createTopic({ partitions: 6 })
  const process = newProcess(createMemoryStore())
  const group = newName()
  const a = await newInstanceOn(process, { group, topics: [topic] })
  const b = await newInstanceOn(process, { group, topics: [topic] })
  for (const ref of [a, b, a]) await readOn(process, ref)
  const [ofA = [], ofB = []] = await owned(process, [a, b])
  deepEqual([ofA.length, ofB.length], [3, 3])

  const c = await newInstanceOn(process, { group, topics: [topic] })
  for (const ref of [c, a, b]) await readOn(process, ref)
  const [laterA = [], laterB = [], ofC = []] = await owned(process, [a, b, c])
  deepEqual([laterA.length, laterB.length, ofC.length], [2, 2, 2])
  ok(laterA.every((key) => ofA.includes(key)) && laterB.every((key) => ofB.includes(key)))

  await removeInstance(process, c, soon())
  for (const ref of [a, b]) await readOn(process, ref)
  const [lastA = [], lastB = []] = await owned(process, [a, b])
  deepEqual([lastA.length, lastB.length], [3, 3])
  ok(laterA.every((key) => lastA.includes(key)) && laterB.every((key) => lastB.includes(key)))
})

test('a join leaves the positions of partitions that stay where they are', async () => {
  const topic = await createTopic({ partitions: 2 })
  const process = newProcess(createMemoryStore())
  const group = newName()
  await produceValues(
    topic,
    [0, 1, 2, 3].map((value) => ({ value, partition: value % 2 })),
  )
  const a = await newInstanceOn(process, { group, topics: [topic] })
  equal((await readOn(process, a, { waitMs: 2000 })).length, 4)
  const b = await newInstanceOn(process, { group, topics: [topic] })
  const again = await readOn(process, b, { waitMs: 2000 })
  equal(again.length, 2, 'what nobody has committed in the partition that moved comes again')
  deepEqual(await readOn(process, a), [], 'and nothing of the one that stayed')
})

test('partitions of a member that has expired go to the others', async () => {
  const topic = await createTopic({ partitions: 2 })
  let later = 0
  const process = newProcess(createMemoryStore(), { now: () => Date.now() + later })
  const group = newName()
  const config = { instanceTimeoutMs: 60_000 }
  const a = await newInstanceOn(process, { group, topics: [topic], config })
  const b = await newInstanceOn(process, { group, topics: [topic], config })
  for (const ref of [a, b, a]) await readOn(process, ref)
  equal((await partitionsOf(process, a)).length, 1)
  for (let turn = 0; turn < 4; turn++) {
    later += 45_000
    await readOn(process, a)
  }
  equal((await partitionsOf(process, a)).length, 2)
  await rejects(readOn(process, b), (error) => error instanceof ConsumerNotFound && /expired/.test(error.message))
})

test('a member that only commits for long stays alive, and is a member again with its next read', async () => {
  const topic = await createTopic({ partitions: 2 })
  let later = 0
  const process = newProcess(createMemoryStore(), { now: () => Date.now() + later })
  const a = await newInstanceOn(process, { topics: [topic], config: { instanceTimeoutMs: 60_000 } })
  await readOn(process, a)
  const before = await process.store.loadGroup(a.group, soon())
  for (let turn = 0; turn < 5; turn++) {
    later += 45_000
    await commit(process, a, undefined, soon())
  }
  await readOn(process, a)
  const after = await process.store.loadGroup(a.group, soon())
  equal(after?.generation, before?.generation, 'nobody else was there: nothing moves')
  ok((after?.members.get(a.name)?.expiresAt ?? 0) > process.now(), 'and it is no more taken for expired')
})

test('new partitions of a topic are found and read, by whatever process knows of them first', async () => {
  const topic = await createTopic()
  const store = createMemoryStore()
  const knowing = { ...newProcess(createMemoryStore()), store }
  const ignorant = { ...newProcess(createMemoryStore(), { metadataMaxAgeMs: 600_000 }), store }
  const a = await newInstanceOn(ignorant, { topics: [topic] })
  await readOn(ignorant, a)
  await addPartitions(topic, 3)
  await readUntil(knowing, a, async () => (await partitionsOf(knowing, a)).length === 3)
  const { generation } = (await store.loadGroup(a.group, soon())) ?? {}
  await produceValues(
    topic,
    [0, 1, 2].map((value) => ({ value, partition: value })),
  )
  const seen = new Set<unknown>()
  await readUntil(ignorant, a, (records) => {
    for (const { value } of records) seen.add(value)
    return seen.size === 3
  })
  await readOn(knowing, a)
  equal((await store.loadGroup(a.group, soon()))?.generation, generation, 'they do not undo each other’s sharing')
})

test('a new topic that a pattern matches is found and read; one that is gone is given up', async () => {
  const stem = uniqueTopic('pattern')
  const process = newProcess(createMemoryStore())
  const a = await newInstanceOn(process, { pattern: `${stem}.*` })
  deepEqual(await readOn(process, a), [])
  const first = await createTopic({ name: `${stem}-a` })
  const second = await createTopic({ name: `${stem}-b` })
  await produceValues(second, [{ value: 'b' }])
  deepEqual(
    (await readOn(process, a, { waitMs: 10_000 })).map(({ value }) => value),
    ['b'],
  )
  deepEqual(await partitionsOf(process, a), [`${first}:0`, `${second}:0`])
  await asAdmin((admin) => admin.deleteTopics({ topics: [second] }))
  await readUntil(process, a, async () => (await partitionsOf(process, a)).length === 1)
  deepEqual(await partitionsOf(process, a), [`${first}:0`])
})

test('members with different subscriptions get partitions of their own topics only', async () => {
  const [left, right] = [await createTopic({ partitions: 2 }), await createTopic({ partitions: 2 })]
  const process = newProcess(createMemoryStore())
  const group = newName()
  const a = await newInstanceOn(process, { group, topics: [left] })
  const b = await newInstanceOn(process, { group, topics: [right] })
  for (const ref of [a, b, a]) await readOn(process, ref)
  deepEqual(await owned(process, [a, b]), [
    [`${left}:0`, `${left}:1`],
    [`${right}:0`, `${right}:1`],
  ])
  await subscribe(process, a, { kind: 'topics', topics: [left, right] }, soon())
  for (const ref of [a, b, a]) await readOn(process, ref)
  equal((await owned(process, [a, b])).flat().length, 4)
})

const acts: Record<string, (process: Process, ref: InstanceRef, lost: TopicPartition) => Promise<unknown>> = {
  'a read that commits by itself': (process, ref) => readOn(process, ref),
  'a commit of all that was read': (process, ref) => commit(process, ref, undefined, soon()),
  'a commit by name': (process, ref, lost) =>
    rejects(commit(process, ref, [{ ...lost, offset: 1n }], soon()), (error) => error instanceof IllegalState),
  'a heartbeat and then a commit of all that was read': async (process, ref) => {
    await committed(process, ref, [], soon())
    await commit(process, ref, undefined, soon())
  },
  'a new subscription': (process, ref) => subscribe(process, ref, { kind: 'topics', topics: ['other'] }, soon()),
  'giving up the subscription': (process, ref) => unsubscribe(process, ref, soon()),
  'the end of the instance': (process, ref) => removeInstance(process, ref, soon()),
}

for (const [what, act] of Object.entries(acts)) {
  test(`${what} commits nothing in a partition that was given away while the member slept`, async () => {
    const topic = await createTopic({ partitions: 2 })
    const store = createMemoryStore()
    const asleep: Process = { ...newProcess(createMemoryStore(), { autoCommitIntervalMs: 600_000 }), store }
    const awake: Process = { ...newProcess(createMemoryStore()), store }
    const group = newName()
    await produceValues(
      topic,
      Array.from({ length: 80 }, (_, value) => ({ value, partition: value % 2 })),
    )
    const a = await newInstanceOn(asleep, { group, topics: [topic], config: { autoCommit: true } })
    const seen = new Set<number>()
    // A record of each partition, so that there is something to commit in both.
    while (seen.size < 2)
      for (const { partition } of await readOn(asleep, a, { waitMs: 2000, maxBytes: 1 })) seen.add(partition)
    const b = await newInstanceOn(awake, { group, topics: [topic] })
    await readOn(awake, b, { waitMs: 2000 })
    const [key = ''] = await partitionsOf(awake, b)
    const lost = parsePartitionKey(key)
    await commit(awake, b, [{ ...lost, offset: 41n }], soon())

    await act({ ...asleep, autoCommitIntervalMs: 0 }, a, lost)
    deepEqual(await committed(awake, b, [lost], soon()), [{ ...lost, offset: 41n, metadata: '' }])
  })
}

test('an instance that was deleted and made anew by one process is not taken for the old one by another', async () => {
  const topic = await createTopic()
  await produceValues(
    topic,
    [1, 2, 3].map((value) => ({ value })),
  )
  const store = createMemoryStore()
  const [one, two]: Process[] = [1, 2].map(() => ({ ...newProcess(createMemoryStore()), store }))
  ok(one && two)
  const ref = await newInstanceOn(one, { name: 'c', topics: [topic] })
  equal((await readOn(one, ref, { waitMs: 2000 })).length, 3)
  await removeInstance(two, ref, soon())
  await newInstanceOn(two, { group: ref.group, name: 'c', topics: [topic] })
  // As many saves as the old one has seen.
  for (let save = 0; save < 2; save++) await committed(two, ref, [], soon())
  equal((await readOn(one, ref, { waitMs: 2000 })).length, 3, 'it has read nothing yet')
})

test('what one process remembers of an instance refuses nothing that another one has made possible', async () => {
  const topic = await createTopic()
  await produceValues(
    topic,
    [1, 2].map((value) => ({ value })),
  )
  const store = createMemoryStore()
  const [one, two]: Process[] = [1, 2].map(() => ({ ...newProcess(createMemoryStore()), store }))
  ok(one && two)
  const ref = await newInstanceOn(one)
  await committed(one, ref, [], soon())
  await subscribe(two, ref, { kind: 'topics', topics: [topic] }, soon())
  equal(
    (await readOn(one, ref, { waitMs: 2000 })).length,
    2,
    'read: it was not subscribed when this process saw it last',
  )
  await unsubscribe(two, ref, soon())
  await assignByHand(one, ref, [{ topic, partition: 0 }], soon())
  await unsubscribe(one, ref, soon())
  await subscribe(two, ref, { kind: 'topics', topics: [topic] }, soon())
  await readOn(two, ref, { waitMs: 2000 })
  await seek(one, ref, [{ topic, partition: 0, offset: 1n }], soon())
  deepEqual(
    (await readOn(two, ref, { waitMs: 2000 })).map(({ offset }) => offset),
    [1],
  )
})
