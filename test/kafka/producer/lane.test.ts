import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { Reader, readRecordsBatch } from '@platformatic/kafka'
import { type Entry, ProduceCall } from '../../../shared/kafka/producer/call.ts'
import { Lane } from '../../../shared/kafka/producer/lane.ts'
import type { PartitionAnswer } from '../../../shared/kafka/producer/produce-api.ts'
import type { RecordResult } from '../../../shared/produce/producer.ts'

const NOW = 1_760_000_000_000
const STORED = 0
const MESSAGE_TOO_LARGE = 10
const NOT_LEADER = 6
const NOT_ENOUGH_REPLICAS = 19
const TOPIC_AUTHORIZATION_FAILED = 29
const INVALID_RECORD = 87
const DUPLICATE_SEQUENCE_NUMBER = 46

function createLane(maxBytes = 1_000_000): Lane {
  const lane = new Lane('orders', 3, maxBytes)
  lane.numbering.begin({ id: 1n, epoch: 0 })
  return lane
}

/** Pushes records of one call each; the returned results fill up as their fates are known. */
function push(lane: Lane, values: readonly string[], deadline = NOW + 1000): (RecordResult | undefined)[] {
  const results: (RecordResult | undefined)[] = values.map(() => undefined)
  values.forEach((value, i) => {
    const call = new ProduceCall(1, deadline, () => {})
    call.done.then(([result]) => {
      results[i] = result
    })
    const entry: Entry = { record: { key: null, value: Buffer.from(value) }, bytes: 20 + value.length, call, index: 0 }
    lane.push(entry)
  })
  return results
}

function answer(errorCode: number, more: Partial<PartitionAnswer> = {}): PartitionAnswer {
  const empty = { baseOffset: -1n, logAppendTime: -1, recordErrors: [], message: null }
  return { topic: 'orders', partition: 3, errorCode, ...empty, ...more }
}

function take(lane: Lane, now = NOW): { values: string[]; epoch: number; first: number } | undefined {
  const bytes = lane.take('none', now)
  if (!bytes) return undefined
  const { records, producerEpoch, firstSequence } = readRecordsBatch(Reader.from(bytes))
  return { values: records.map(({ value }) => String(value)), epoch: producerEpoch, first: firstSequence }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const fates = (results: readonly (RecordResult | undefined)[]) =>
  results.map((result) => (result && 'failure' in result ? result.failure : result?.offset))

test('what arrives while a batch is on its way makes the next batch, under the next numbers', async () => {
  const lane = createLane()
  const first = push(lane, ['a'])
  deepEqual(take(lane), { values: ['a'], epoch: 0, first: 0 })
  const second = push(lane, ['b', 'c'])
  lane.answered(answer(STORED, { baseOffset: 10n }))
  deepEqual(take(lane), { values: ['b', 'c'], epoch: 0, first: 1 })
  lane.answered(answer(STORED, { baseOffset: 11n }))
  await settled()
  deepEqual(fates([...first, ...second]), [10n, 11n, 12n])
  equal(lane.hasWork, false)
})

test('stored records have the time they were sent with, unless the topic stamps them itself', async () => {
  const lane = createLane()
  const own = push(lane, ['a'])
  take(lane, NOW + 7)
  lane.answered(answer(STORED, { baseOffset: 0n }))
  const stamped = push(lane, ['b'])
  take(lane)
  lane.answered(answer(STORED, { baseOffset: 1n, logAppendTime: 1234 }))
  await settled()
  deepEqual(
    [...own, ...stamped],
    [
      { partition: 3, offset: 0n, timestamp: NOW + 7 },
      { partition: 3, offset: 1n, timestamp: 1234 },
    ],
  )
})

test('without an answer the very same batch is sent again', () => {
  const lane = createLane()
  push(lane, ['a'])
  const bytes = lane.take('none', NOW)
  lane.unanswered(true)
  push(lane, ['b'])
  equal(lane.take('none', NOW + 100), bytes)
})

test('a batch that never left goes again with whatever has arrived since, under the same numbers', () => {
  const lane = createLane()
  push(lane, ['a'])
  take(lane)
  lane.unanswered(false)
  push(lane, ['b'])
  deepEqual(take(lane), { values: ['a', 'b'], epoch: 0, first: 0 })
})

test('an attempt that never left tells nothing about an earlier one that did', async () => {
  const lane = createLane()
  const results = push(lane, ['a'])
  take(lane)
  lane.unanswered(true)
  take(lane)
  lane.unanswered(false)
  lane.expire(NOW + 1000)
  await settled()
  deepEqual(fates(results), ['unsure'])
})

test('at its deadline a record is retriable while it is certain that it is not stored, else unsure', async () => {
  const lane = createLane()
  const sent = push(lane, ['a'])
  take(lane)
  const waiting = push(lane, ['b'])
  lane.expire(NOW + 999)
  await settled()
  deepEqual(fates([...sent, ...waiting]), [undefined, undefined])
  lane.expire(NOW + 1000)
  await settled()
  deepEqual(fates([...sent, ...waiting]), ['unsure', 'retriable'])
  equal(lane.hasWork, false)
})

test('a refusal before the append leaves the record certainly not stored; one that may come after leaves it unsure', async () => {
  for (const [code, fate] of [
    [NOT_ENOUGH_REPLICAS, 'retriable'],
    [NOT_LEADER, 'unsure'],
  ] as const) {
    const lane = createLane()
    const results = push(lane, ['a'])
    take(lane)
    equal(lane.answered(answer(code)), true)
    lane.expire(NOW + 1000)
    await settled()
    deepEqual(fates(results), [fate])
  }
})

test('when nobody waits for a batch any longer, what follows is numbered under the next epoch', async () => {
  const lane = createLane()
  push(lane, ['a'])
  take(lane)
  lane.expire(NOW + 1000)
  equal(lane.answered(answer(STORED, { baseOffset: 0n })), false, 'the late answer is nobody’s')
  push(lane, ['b'], NOW + 9000)
  deepEqual(take(lane), { values: ['b'], epoch: 1, first: 0 })
})

test('a batch for which some still wait goes on, with the records of those who do not', async () => {
  const lane = createLane()
  const [impatient, patient] = [push(lane, ['a'], NOW + 10), push(lane, ['b'])]
  take(lane)
  lane.unanswered(true)
  lane.expire(NOW + 20)
  deepEqual(take(lane)?.values, ['a', 'b'])
  lane.answered(answer(STORED, { baseOffset: 5n }))
  await settled()
  deepEqual(fates([...impatient, ...patient]), ['unsure', 6n])
})

test('a batch that is too large is halved until it fits, and a record that is too large is refused alone', async () => {
  const lane = createLane()
  const results = push(lane, ['a', 'b', 'C'.repeat(500), 'd'])
  const batches: string[][] = []
  for (let batch = take(lane); batch; batch = take(lane)) {
    const stored = batches.flat().length
    const tooLarge = batch.values.some((value) => value.length > 400)
    if (!tooLarge) batches.push(batch.values)
    lane.answered(answer(tooLarge ? MESSAGE_TOO_LARGE : STORED, { baseOffset: BigInt(stored) }))
  }
  await settled()
  deepEqual(batches.flat(), ['a', 'b', 'd'])
  deepEqual(fates(results), [0n, 1n, 'too-large', 2n])
})

test('records that the leader names are refused, the others go again', async () => {
  const lane = createLane()
  const results = push(lane, ['a', 'bad', 'c'])
  take(lane)
  lane.answered(answer(INVALID_RECORD, { recordErrors: [{ index: 1, message: 'no key' }] }))
  deepEqual(take(lane), { values: ['a', 'c'], epoch: 0, first: 0 })
  lane.answered(answer(STORED, { baseOffset: 0n }))
  await settled()
  deepEqual(fates(results), [0n, 'refused', 1n])
  ok(results[1] && 'message' in results[1] && results[1].message === 'no key')
})

test('a leader that names no record is asked with ever fewer, until the culprit stands alone', async () => {
  const lane = createLane()
  const values = Array.from({ length: 40 }, (_, i) => (i === 23 ? 'bad' : `good ${i}`))
  const results = push(lane, values)
  let stored = 0
  for (let batch = take(lane); batch; batch = take(lane)) {
    const good = !batch.values.includes('bad')
    lane.answered(answer(good ? STORED : INVALID_RECORD, { baseOffset: BigInt(stored) }))
    if (good) stored += batch.values.length
  }
  await settled()
  equal(stored, 39)
  deepEqual(
    fates(results),
    values.map((_, i) => (i === 23 ? 'refused' : BigInt(i < 23 ? i : i - 1))),
  )
})

test('a refusal that has nothing to do with the record does not hide that an earlier attempt may have stored it', async () => {
  const lane = createLane()
  const certain = push(lane, ['a'])
  take(lane)
  lane.answered(answer(TOPIC_AUTHORIZATION_FAILED))
  const uncertain = push(lane, ['b'])
  take(lane)
  lane.unanswered(true)
  take(lane)
  lane.answered(answer(TOPIC_AUTHORIZATION_FAILED))
  await settled()
  deepEqual(fates([...certain, ...uncertain]), ['unauthorized', 'unsure'])
})

test('a record that is stored at an offset nobody knows any more is unsure, not acknowledged at a wrong one', async () => {
  const lane = createLane()
  const results = push(lane, ['a'])
  take(lane)
  lane.unanswered(true)
  take(lane)
  lane.answered(answer(DUPLICATE_SEQUENCE_NUMBER))
  await settled()
  deepEqual(fates(results), ['unsure'])
})

test('a lane that fails settles everything at once: unsure what is on its way, as told what is not', async () => {
  const lane = createLane()
  const sent = push(lane, ['a'])
  take(lane)
  const waiting = push(lane, ['b', 'c'])
  lane.fail({ failure: 'unknown-topic', message: 'deleted' })
  await settled()
  deepEqual(fates([...sent, ...waiting]), ['unsure', 'unknown-topic', 'unknown-topic'])
  equal(lane.hasWork, false)
  equal(lane.queuedBytes, 0)
})

test('batches stay below the size they may have', () => {
  const lane = createLane(200)
  push(lane, ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40), 'd'.repeat(300), 'e'])
  const sizes: number[] = []
  for (let batch = take(lane); batch; batch = take(lane)) {
    sizes.push(batch.values.length)
    lane.answered(answer(STORED, { baseOffset: 0n }))
  }
  deepEqual(sizes, [2, 1, 1, 1])
})
