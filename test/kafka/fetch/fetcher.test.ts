import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { KafkaUnreachable } from '../../../shared/kafka/error.ts'
import { createFetcher, type Fetcher } from '../../../shared/kafka/fetch/fetcher.ts'
import { nextOffset } from '../../../shared/kafka/fetch/record-batches.ts'
import { kafkaSettings } from '../../consume/process.ts'
import { produceValues } from '../../consume/produce-values.ts'
import { createTopic, uniqueTopic } from '../../support/kafka.ts'
import { addPartitions } from '../../support/kafka-admin.ts'

function openFetcher(t: { after(work: () => Promise<void>): void }, maxWaiting = 4): Fetcher {
  const fetcher = createFetcher(kafkaSettings, maxWaiting)
  t.after(() => fetcher.close())
  return fetcher
}

const at = (topic: string, partition = 0, offset = 0n) => ({ topic, partition, offset, maxBytes: 1 << 20 })
const until = (waitUntil: number) => ({ maxBytes: 1 << 20, readCommitted: false, waitUntil })

test('a fetch that may not wait answers with what is there', async (t) => {
  const fetcher = openFetcher(t)
  const topic = await createTopic({ partitions: 2 })
  deepEqual(await fetcher.fetch([at(topic), at(topic, 1)], until(0)), [])
  await produceValues(topic, [{ value: 1, partition: 1 }])
  const found = await fetcher.fetch([at(topic), at(topic, 1)], until(0))
  deepEqual(
    found.map(({ partition, records }) => [partition, nextOffset(records, 0n)]),
    [[1, 1n]],
  )
})

test('a fetch that waits answers as soon as a record comes, and with nothing when its time is over', async (t) => {
  const fetcher = openFetcher(t)
  const topic = await createTopic()
  const startedAt = Date.now()
  deepEqual(await fetcher.fetch([at(topic)], until(startedAt + 300)), [])
  ok(Date.now() - startedAt >= 290 && Date.now() - startedAt < 2000)

  const waiting = fetcher.fetch([at(topic)], until(Date.now() + 15_000))
  await produceValues(topic, [{ value: 1 }])
  const producedAt = Date.now()
  equal((await waiting).length, 1)
  ok(Date.now() - producedAt < 3000)
})

test('readers beyond those that may wait get their records too, and do not hold up each other', async (t) => {
  const fetcher = openFetcher(t, 2)
  const topic = await createTopic({ partitions: 20 })
  const partitions = Array.from({ length: 20 }, (_, partition) => partition)
  const deadline = Date.now() + 15_000
  const waiting = partitions.map((partition) => fetcher.fetch([at(topic, partition)], until(deadline)))
  await produceValues(
    topic,
    partitions.map((partition) => ({ value: partition, partition })),
  )
  const answers = await Promise.all(waiting)
  deepEqual(
    answers.map(([found]) => found?.partition),
    partitions,
  )
  ok(Date.now() < deadline, 'before their time was over')
})

test('a partition that comes after its topic was known is read', async (t) => {
  const fetcher = openFetcher(t)
  const topic = await createTopic()
  await fetcher.fetch([at(topic)], until(0))
  await addPartitions(topic, 2)
  const waiting = fetcher.fetch([at(topic), at(topic, 1)], until(Date.now() + 15_000))
  await produceValues(topic, [{ value: 1, partition: 1 }])
  deepEqual(
    (await waiting).map(({ partition }) => partition),
    [1],
  )
})

test('a topic that comes while a fetch waits for it is read; one that never comes is nothing', async (t) => {
  const fetcher = openFetcher(t)
  const topic = uniqueTopic('later')
  deepEqual(await fetcher.fetch([at(topic)], until(Date.now() + 200)), [])
  const waiting = fetcher.fetch([at(topic)], until(Date.now() + 15_000))
  await createTopic({ name: topic })
  await produceValues(topic, [{ value: 1 }])
  equal((await waiting).length, 1)
})

test('an offset out of range is answered at once, as an error of the partition', async (t) => {
  const fetcher = openFetcher(t)
  const topic = await createTopic()
  const [found] = await fetcher.fetch([at(topic, 0, 10n)], until(Date.now() + 15_000))
  equal(found?.errorCode, 1)
})

test('nothing to fetch takes its time and is nothing', async (t) => {
  const fetcher = openFetcher(t)
  deepEqual(await fetcher.fetch([], until(0)), [])
  deepEqual(await fetcher.fetch([], until(Date.now() + 100)), [])
})

test('a cluster that is away is an error, not an empty answer', async (t) => {
  const fetcher = createFetcher({ ...kafkaSettings, bootstrapServers: ['127.0.0.1:1'], requestTimeoutMs: 500 }, 2)
  t.after(() => fetcher.close())
  await rejects(fetcher.fetch([at('any')], until(Date.now() + 100)), KafkaUnreachable)
})
