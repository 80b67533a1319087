import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { TopicMetadata } from '../../../shared/kafka/metadata.ts'
import { createPartitioner } from '../../../shared/kafka/producer/partitioner.ts'

const never = () => false

function topic(leaders: readonly number[], name = 'orders'): TopicMetadata {
  const partitions = leaders.map((leader, partition) => ({ partition, leader, replicas: [], inSyncReplicas: [] }))
  return { name, errorCode: 0, internal: false, partitions }
}

test("a key goes where Java's producer would put it", () => {
  const partitioner = createPartitioner(100, never)
  const seven = topic([1, 1, 1, 1, 1, 1, 1])
  const chosen = ['21', 'foobar', 'a-little-bit-long-string', ''].map((key) =>
    partitioner.forKey(seven, Buffer.from(key)),
  )
  // Utils.toPositive(Utils.murmur2(key)) % 7 of kafka-clients 4.1.1.
  deepEqual(chosen, [3, 0, 1, 2])
})

test('records without a key stay on one partition until a batch is full, then go to another', () => {
  const partitioner = createPartitioner(100, never)
  const three = topic([1, 2, 3])
  const first = partitioner.forNone(three, 60)
  equal(partitioner.forNone(three, 60), first)
  for (let before = first, i = 0; i < 50; i++) {
    const next = partitioner.forNone(three, 100)
    notEqual(next, before)
    before = next
  }
})

test('in the long run every partition gets its share', () => {
  const partitioner = createPartitioner(1, never)
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 4000; i++) {
    const chosen = partitioner.forNone(topic([1, 1, 2, 2]), 1)
    counts[chosen] = (counts[chosen] ?? 0) + 1
  }
  for (const count of counts) ok(count > 700, counts.join())
})

test('topics do not share their choice', () => {
  const partitioner = createPartitioner(100, never)
  const orders = partitioner.forNone(topic([1, 1, 1], 'orders'), 50)
  for (let i = 0; i < 10; i++) partitioner.forNone(topic([1, 1, 1], 'payments'), 100)
  equal(partitioner.forNone(topic([1, 1, 1], 'orders'), 50), orders)
})

test('a partition without a leader, or where records are stuck, is passed over while there is another', () => {
  const stuck = new Set<number>()
  const partitioner = createPartitioner(1_000_000, (_, partition) => stuck.has(partition))
  const four = topic([-1, 1, 1, 1])
  stuck.add(1)
  stuck.add(2)
  for (let i = 0; i < 20; i++) equal(partitioner.forNone(four, 1), 3)
  stuck.clear()
  stuck.add(3)
  for (let i = 0; i < 20; i++) ok([1, 2].includes(partitioner.forNone(four, 1)))
})

test('when all are stuck, or there is only one partition, one of them is taken all the same', () => {
  const partitioner = createPartitioner(1, () => true)
  ok([0, 1].includes(partitioner.forNone(topic([1, 1]), 1)))
  const single = createPartitioner(1, never)
  deepEqual([single.forNone(topic([1]), 5), single.forNone(topic([1]), 5)], [0, 0])
  equal(single.forNone(topic([-1], 'leaderless'), 5), 0)
})
