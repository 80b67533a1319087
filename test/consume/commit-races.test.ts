import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { InstanceRef } from '../../shared/consume/change.ts'
import { commit, committed, type OffsetToCommit } from '../../shared/consume/commit.ts'
import { parsePartitionKey, partitionKey, type TopicPartition } from '../../shared/consume/instance.ts'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { removeInstance } from '../../shared/consume/remove.ts'
import { IllegalState } from '../../shared/http/errors/consumer.ts'
import { createTopic } from '../support/kafka.ts'
import { newInstanceOn, newProcess, type Process, partitionsOf, readOn, soon } from './process.ts'
import { produceValues } from './produce-values.ts'

const each = 20

/** Two processes, and an instance through the first that has both partitions of a topic and has read something of each. */
async function start() {
  const topic = await createTopic({ partitions: 2 })
  await produceValues(
    topic,
    Array.from({ length: 2 * each }, (_, value) => ({ value, partition: value % 2 })),
  )
  const store = createMemoryStore()
  const [one, two]: Process[] = [1, 2].map(() => ({ ...newProcess(createMemoryStore()), store }))
  if (!one || !two) throw new Error('No processes.')
  const a = await newInstanceOn(one, { topics: [topic], config: { autoCommit: true } })
  const offsets: OffsetToCommit[] = [0, 1].map((partition) => ({ topic, partition, offset: 1n }))
  const seen = new Set<number>()
  while (seen.size < 2) {
    for (const { partition } of await readOn(one, a, { waitMs: 2000, maxBytes: 1 })) seen.add(partition)
  }

  /** Another instance, through the other process, gets one of the partitions and reads it. */
  async function takeOver(): Promise<{ b: InstanceRef; lost: TopicPartition }> {
    const b = await newInstanceOn(two as Process, { group: a.group, topics: [topic] })
    equal((await readOn(two as Process, b, { waitMs: 5000 })).length, each)
    const [key = ''] = await partitionsOf(two as Process, b)
    return { b, lost: parsePartitionKey(key) }
  }
  return { one, two, a, offsets, takeOver }
}

const at = (place: TopicPartition, offset: bigint) => [{ ...place, offset, metadata: '' }]

test('a process that stood still between save and commit looks again whose the partitions are: no offset goes back', async () => {
  for (const named of [true, false]) {
    const { one, two, a, offsets, takeOver } = await start()
    let lateMs = 0
    let taken: Awaited<ReturnType<typeof takeOver>> | undefined
    const stalling: Process = {
      ...one,
      now: () => Date.now() + lateMs,
      store: {
        ...one.store,
        async save(instance, deadline) {
          const saved = await one.store.save(instance, deadline)
          if (taken) return saved
          taken = await takeOver()
          await commit(two, taken.b, undefined, soon())
          lateMs = 10_000
          return saved
        },
      },
    }
    const late = commit(stalling, a, named ? offsets : undefined, soon())
    if (named) await rejects(late, IllegalState)
    else await late
    ok(taken)
    deepEqual(await committed(two, a, [taken.lost], soon()), at(taken.lost, BigInt(each)))
  }
})

test('an automatic commit of a process that stood still after its save is left to whoever reads next', async () => {
  const { one, two, a, offsets } = await start()
  let lateMs = 0
  const stalling: Process = {
    ...one,
    autoCommitIntervalMs: 0,
    now: () => Date.now() + lateMs,
    store: {
      ...one.store,
      async save(instance, deadline) {
        const saved = await one.store.save(instance, deadline)
        lateMs += 4000
        return saved
      },
    },
  }
  equal((await readOn(stalling, a, { maxBytes: 1 })).length, 1)
  deepEqual(await committed(two, a, offsets, soon()), [])
  await readOn({ ...two, autoCommitIntervalMs: 0 }, a, { maxBytes: 1 })
  equal((await committed(two, a, offsets, soon())).length, 2)
})

test('a named commit during which a partition gets another owner is refused, whatever Kafka said', async () => {
  const { one, a, offsets, takeOver } = await start()
  const slow: Process = {
    ...one,
    offsets: {
      ...one.offsets,
      async commit(...args) {
        await takeOver()
        return one.offsets.commit(...args)
      },
    },
  }
  await rejects(commit(slow, a, offsets, soon()), IllegalState)
  // What is its own still can be committed.
  await readOn(one, a)
  const [key = ''] = await partitionsOf(one, a)
  const own = offsets.filter((offset) => partitionKey(offset) === key)
  await commit(one, a, own, soon())
})

test('a read beside a commit does not make it fail', async () => {
  const { one, two, a, offsets } = await start()
  const slow: Process = {
    ...one,
    offsets: {
      ...one.offsets,
      async commit(...args) {
        await readOn(two, a, { maxBytes: 1 })
        return one.offsets.commit(...args)
      },
    },
  }
  deepEqual(await commit(slow, a, offsets, soon()), offsets)
})

test('a partition that was another’s and has come back is not committed in by what was read before', async () => {
  const { one, two, a, offsets, takeOver } = await start()
  const { b, lost } = await takeOver()
  await commit(two, b, undefined, soon())
  await removeInstance(two, b, soon())
  const own = offsets.filter((offset) => partitionKey(offset) === partitionKey(lost))
  await rejects(commit(one, a, own, soon()), IllegalState)
  deepEqual(await committed(one, a, [lost], soon()), at(lost, BigInt(each)))
  await readOn(one, a)
  await commit(one, a, own, soon())
  deepEqual(await committed(one, a, [lost], soon()), at(lost, 1n), 'now it is its own, and may be set back')
})
