import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createLanes } from '../../../shared/mqtt/source/lanes.ts'
import type { FailureKind, OutgoingRecord, Producer, RecordResult } from '../../../shared/produce/producer.ts'

const stored: RecordResult = { partition: 0, offset: 0n, timestamp: 0 }
const failed = (failure: FailureKind): RecordResult => ({ failure, message: failure })
const record = (value: string): OutgoingRecord => ({ key: null, value: Buffer.from(value) })

/** A producer whose calls are answered by hand: Kafka's answers to a call cannot be chosen otherwise. */
function answeredByHand() {
  const calls: { values: string[]; answer: (...results: RecordResult[]) => void }[] = []
  const waiting: (() => void)[] = []
  const producer: Producer = {
    produce(_topic, records) {
      return new Promise((answer) => {
        calls.push({
          values: records.map(({ value }) => String(value)),
          answer: (...results) => answer(results),
        })
        for (const go of waiting.splice(0)) go()
      })
    },
    pending: { records: 0, bytes: 0 },
    close: async () => {},
  }
  async function call(index: number) {
    while (calls.length <= index) await new Promise<void>((resolve) => waiting.push(resolve))
    return calls[index] as (typeof calls)[number]
  }
  return { producer, calls, call }
}

function lanesOver(producer: Producer) {
  const troubles: string[] = []
  const fates: string[] = []
  const lanes = createLanes(producer, {
    deliveryTimeoutMs: 1000,
    retryBackoffMs: 1,
    onTrouble: (_topic, { failure }) => troubles.push(failure),
  })
  const push = (value: string) =>
    lanes.push('t', record(value), (refused) => fates.push(`${value} ${refused ?? 'stored'}`))
  return { lanes, push, troubles, fates }
}

test('what comes in one turn of the event loop goes in one call', async () => {
  const { producer, calls, call } = answeredByHand()
  const { push, fates } = lanesOver(producer)
  for (const value of ['a', 'b', 'c']) push(value)
  const { values, answer } = await call(0)
  deepEqual(values, ['a', 'b', 'c'])
  answer(stored, stored, stored)
  push('d')
  ;(await call(1)).answer(stored)
  await new Promise(setImmediate)
  deepEqual(fates, ['a stored', 'b stored', 'c stored', 'd stored'])
  equal(calls.length, 2)
})

test('what Kafka does not take for now goes again before all that has come since, in order', async () => {
  const { producer, call } = answeredByHand()
  const { push, fates, troubles } = lanesOver(producer)
  push('a')
  const first = await call(0)
  push('b')
  const second = await call(1)
  first.answer(failed('retriable'))
  await new Promise(setImmediate)
  push('c')
  second.answer(failed('unknown-topic'))
  const again = await call(2)
  deepEqual(again.values, ['a', 'b', 'c'])
  again.answer(stored, failed('unsure'), failed('unauthorized'))
  const last = await call(3)
  deepEqual(last.values, ['b', 'c'])
  last.answer(stored, stored)
  await new Promise(setImmediate)
  deepEqual(fates, ['a stored', 'b stored', 'c stored'])
  deepEqual(troubles, ['retriable', 'unknown-topic', 'unsure'])
})

test('what Kafka never takes is not tried again, and the others are', async () => {
  const { producer, call } = answeredByHand()
  const { push, fates } = lanesOver(producer)
  for (const value of ['a', 'b', 'c']) push(value)
  ;(await call(0)).answer(failed('too-large'), failed('retriable'), failed('refused'))
  const again = await call(1)
  deepEqual(again.values, ['b'])
  again.answer(stored)
  await new Promise(setImmediate)
  deepEqual(fates, ['a too-large', 'c refused', 'b stored'])
})

test('once stopped nothing is tried again', async () => {
  const { producer, calls, call } = answeredByHand()
  const { lanes, push, fates } = lanesOver(producer)
  push('a')
  const { answer } = await call(0)
  lanes.stop()
  answer(failed('retriable'))
  await new Promise((resolve) => setTimeout(resolve, 20))
  deepEqual([calls.length, fates.length], [1, 0])
})
