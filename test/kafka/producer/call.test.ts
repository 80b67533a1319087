import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Entry, ProduceCall } from '../../../shared/kafka/producer/call.ts'
import type { RecordFailure } from '../../../shared/produce/producer.ts'

const REFUSED: RecordFailure = { failure: 'refused', message: 'no' }
const stored = (offset: bigint) => ({ partition: 0, offset, timestamp: 1 })

function entry(call: ProduceCall, index: number): Entry {
  return { record: { key: null, value: null }, bytes: 10, call, index }
}

test('a call resolves with the last of its results, in the order of its records', async () => {
  const call = new ProduceCall(3, 0, () => {})
  call.settle(entry(call, 2), stored(2n))
  call.refuse(0, REFUSED)
  call.settle(entry(call, 1), stored(1n))
  deepEqual(await call.done, [REFUSED, stored(1n), stored(2n)])
})

test('the first word about a record stands, and is told once', async () => {
  const told: number[] = []
  const call = new ProduceCall(1, 0, ({ index }) => told.push(index))
  const only = entry(call, 0)
  equal(call.isSettled(only), false)
  call.settle(only, stored(7n))
  call.settle(only, REFUSED)
  equal(call.isSettled(only), true)
  deepEqual(await call.done, [stored(7n)])
  deepEqual(told, [0])
})

test('a call without records has no results to wait for', async () => {
  deepEqual(await new ProduceCall(0, 0, () => {}).done, [])
})
