import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import { Producer } from '@platformatic/kafka'
import type { FetchedPartition } from '../../../shared/kafka/fetch/fetch-api.ts'
import { createFetcher } from '../../../shared/kafka/fetch/fetcher.ts'
import {
  nextOffset,
  offsetOf,
  type RecordView,
  readHeaders,
  visitRecords,
} from '../../../shared/kafka/fetch/record-batches.ts'
import { kafkaSettings } from '../../consume/process.ts'
import { createTopic, uniqueTopic } from '../../support/kafka.ts'
import { asAdmin } from '../../support/kafka-admin.ts'
import { stack } from '../../support/stack.ts'

const fetcher = createFetcher(kafkaSettings, 2)
after(() => fetcher.close())

/** A producer of the client library's own, apart from the product's. */
async function asProducer<Result>(
  work: (producer: Producer) => Promise<Result>,
  transactionalId?: string,
): Promise<Result> {
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [stack.kafka],
    idempotent: true,
    ...(transactionalId !== undefined && { transactionalId }),
  })
  try {
    return await work(producer)
  } finally {
    await producer.close()
  }
}

const messages = (topic: string, values: readonly string[]) =>
  values.map((value) => ({ topic, partition: 0, value: Buffer.from(value) }))

async function fetchAt(topic: string, offset: bigint, readCommitted = false, maxBytes = 1 << 20) {
  const [found] = await fetcher.fetch([{ topic, partition: 0, offset, maxBytes }], {
    maxBytes,
    readCommitted,
    waitUntil: Date.now() + 5000,
  })
  ok(found)
  equal(found.errorCode, 0)
  return found
}

/**
 * Waits until all transactions in a topic are decided in its log. The end of one is answered when the transactions' own log
 * has it, and its marker is written to the topic some time later.
 */
async function decided(topic: string): Promise<void> {
  for (;;) {
    const { lastStableOffset, highWatermark } = await fetchAt(topic, 0n)
    if (lastStableOffset === highWatermark) return
  }
}

/** What a reader sees, and where it would go on. */
function visible({ records, aborted }: FetchedPartition, from: bigint, most = Number.POSITIVE_INFINITY) {
  const seen: [bigint, string | null][] = []
  const next = visitRecords(records, from, aborted, (record) => {
    if (seen.length >= most) return false
    seen.push([offsetOf(record), textOf(record)])
    return true
  })
  return { seen, next }
}

function textOf({ bytes, valueStart, valueEnd }: RecordView): string | null {
  return valueEnd < valueStart ? null : bytes.toString('utf8', valueStart, valueEnd)
}

const four = [0, 1, 2, 3].map((offset): [bigint, string] => [BigInt(offset), `value ${offset} ${'.'.repeat(200)}`])
const valuesOf = (records: readonly (readonly [bigint, string])[]) => records.map(([, value]) => value)

for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
  test(`a batch compressed with ${compression} is read, from its beginning and from its middle`, async () => {
    const topic = await createTopic()
    await asProducer((producer) => producer.send({ messages: messages(topic, valuesOf(four)), compression }))
    const fetched = await fetchAt(topic, 0n)
    equal(fetched.records.readInt16BE(21) & 7, ['none', 'gzip', 'snappy', 'lz4', 'zstd'].indexOf(compression))
    deepEqual(visible(fetched, 0n), { seen: four, next: 4n })
    deepEqual(visible(await fetchAt(topic, 2n), 2n), { seen: four.slice(2), next: 4n })
  })
}

test('a visit that is stopped says where, and goes on there', async () => {
  const topic = await createTopic()
  await asProducer((producer) => producer.send({ messages: messages(topic, valuesOf(four)) }))
  const fetched = await fetchAt(topic, 0n)
  deepEqual(visible(fetched, 0n, 0), { seen: [], next: 0n })
  deepEqual(visible(fetched, 0n, 3), { seen: four.slice(0, 3), next: 3n })
  deepEqual(visible(fetched, 3n), { seen: four.slice(3), next: 4n })
})

test('keys, nulls, empty values, headers and timestamps are told apart', async () => {
  const topic = await createTopic()
  const timestamp = 1_700_000_000_123n
  await asProducer((producer) =>
    producer.send({
      messages: [
        { topic, partition: 0, key: Buffer.from('k'), value: Buffer.alloc(0), timestamp },
        {
          topic,
          partition: 0,
          value: Buffer.from('v'),
          headers: new Map([[Buffer.from('h'), Buffer.from('x')]]),
          timestamp,
        },
      ],
    }),
  )
  const seen: unknown[] = []
  const { records } = await fetchAt(topic, 0n)
  visitRecords(records, 0n, [], (record) => {
    const key = record.keyEnd < record.keyStart ? null : record.bytes.toString('utf8', record.keyStart, record.keyEnd)
    seen.push([
      key,
      textOf(record),
      record.timestamp,
      readHeaders(record).map(([name, value]) => [name, String(value)]),
    ])
    return true
  })
  deepEqual(seen, [
    ['k', '', Number(timestamp), []],
    [null, 'v', Number(timestamp), [['h', 'x']]],
  ])
})

test('a topic with the log’s append time answers that instead of the records’ own', async () => {
  const topic = await createTopic({ configs: { 'message.timestamp.type': 'LogAppendTime' } })
  const before = Date.now() - 1000
  await asProducer((producer) =>
    producer.send({ messages: [{ topic, partition: 0, value: Buffer.from('v'), timestamp: 5n }] }),
  )
  const { records } = await fetchAt(topic, 0n)
  visitRecords(records, 0n, [], ({ timestamp }) => {
    ok(timestamp >= before && timestamp <= Date.now() + 1000, String(timestamp))
    return true
  })
})

test('of committed records only: an aborted transaction’s are passed over, with its markers; others see them all', async () => {
  const topic = await createTopic()
  const send = async (values: readonly string[], end: 'commit' | 'abort') => {
    await asProducer(async (producer) => {
      const transaction = await producer.beginTransaction()
      await transaction.send({ messages: messages(topic, values) })
      await transaction[end]()
    }, uniqueTopic('transaction'))
    await decided(topic)
  }
  await send(['a', 'b'], 'commit')
  await send(['lost', 'lost'], 'abort')
  await send(['c'], 'commit')
  await asProducer((producer) => producer.send({ messages: messages(topic, ['d']) }))

  const committed = visible(await fetchAt(topic, 0n, true), 0n)
  deepEqual(
    committed.seen.map(([, value]) => value),
    ['a', 'b', 'c', 'd'],
  )
  const all = visible(await fetchAt(topic, 0n, false), 0n)
  deepEqual(
    all.seen.map(([, value]) => value),
    ['a', 'b', 'lost', 'lost', 'c', 'd'],
  )
  deepEqual([committed.next, all.next], [9n, 9n], 'markers have offsets too')
  // From within the aborted one: the broker tells of it again.
  deepEqual(
    visible(await fetchAt(topic, 4n, true), 4n).seen.map(([, value]) => value),
    ['c', 'd'],
  )
})

test('a transaction that is open hides its records, and all behind it, from readers of committed ones', async () => {
  const topic = await createTopic()
  await asProducer((producer) => producer.send({ messages: messages(topic, ['before']) }))
  await asProducer(async (producer) => {
    const transaction = await producer.beginTransaction()
    await transaction.send({ messages: messages(topic, ['open']) })
    await asProducer((other) => other.send({ messages: messages(topic, ['behind']) }))
    deepEqual(visible(await fetchAt(topic, 0n, true), 0n), { seen: [[0n, 'before']], next: 1n })
    equal(visible(await fetchAt(topic, 0n, false), 0n).seen.length, 3)
    await transaction.commit()
  }, uniqueTopic('transaction'))
  await decided(topic)
  equal(visible(await fetchAt(topic, 0n, true), 0n).seen.length, 3)
})

test('a batch that is cut off at the end is left for the next fetch', async () => {
  const topic = await createTopic()
  for (const [, value] of four) await asProducer((producer) => producer.send({ messages: messages(topic, [value]) }))
  const fetched = await fetchAt(topic, 0n)
  const batch = fetched.records.length / 4
  for (let length = 0; length <= fetched.records.length; length++) {
    const cut = { ...fetched, records: fetched.records.subarray(0, length) }
    const whole = Math.floor(length / batch)
    deepEqual(visible(cut, 0n), { seen: four.slice(0, whole), next: BigInt(whole) }, `${length} bytes`)
    equal(nextOffset(cut.records, 7n), whole === 0 ? 7n : BigInt(whole))
  }
})

test('records that were deleted from the beginning of a batch are not answered', async () => {
  const topic = await createTopic()
  await asProducer((producer) => producer.send({ messages: messages(topic, valuesOf(four)) }))
  await asAdmin((admin) =>
    admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset: 2n }] }] }),
  )
  deepEqual(visible(await fetchAt(topic, 2n), 2n), { seen: four.slice(2), next: 4n })
  const [gone] = await fetcher.fetch([{ topic, partition: 0, offset: 0n, maxBytes: 1000 }], {
    maxBytes: 1000,
    readCommitted: false,
    waitUntil: 0,
  })
  equal(gone?.errorCode, 1, 'OFFSET_OUT_OF_RANGE')
})
