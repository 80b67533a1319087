import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Entry, ProduceCall } from '../../../../shared/kafka/producer/call.ts'
import { notSent } from '../../../../shared/kafka/producer/failures.ts'
import { createSlots } from '../../../../shared/kafka/producer/librdkafka/slots.ts'
import { told, unkeyed } from '../results.ts'

function entry(deadline: number): Entry {
  return { record: unkeyed('a'), bytes: 1, index: 0, call: new ProduceCall(1, deadline, () => {}) }
}

test('a number is used again once it is free', () => {
  const slots = createSlots()
  const [one, other] = [entry(1), entry(1)]
  deepEqual([slots.take(one), slots.take(other)], [0, 1])
  equal(slots.free(0), one)
  equal(slots.taken, 1)
  equal(slots.take(one), 0)
  equal(slots.taken, 2)
})

test('who cannot wait any longer is told, and the number stays taken until there is a report', async () => {
  const slots = createSlots()
  const [early, late] = [entry(10), entry(20)]
  const slot = slots.take(early)
  slots.take(late)
  equal(slots.expire(10, notSent('x')), 20)
  deepEqual(told(await early.call.done), ['retriable'])
  equal(slots.taken, 2)
  equal(slots.free(slot), undefined)
  equal(slots.taken, 1)
  equal(slots.expire(30, notSent('x')), Number.POSITIVE_INFINITY)
})
