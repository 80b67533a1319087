import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Entry, ProduceCall } from '../../../../shared/kafka/producer/call.ts'
import { bufferFull } from '../../../../shared/kafka/producer/failures.ts'
import { createNarrows } from '../../../../shared/kafka/producer/librdkafka/narrows.ts'
import { isFailure, type RecordResult } from '../../../../shared/produce/producer.ts'

const TOPIC = 'orders'
const REFUSED = bufferFull(0)

/**
 * A leader that refuses a batch as a whole, when it is too large or when a record in it is bad, before an engine that sends what it
 * has been given in batches of any size.
 */
function createPartition(takesBytes: number) {
  const stored: string[] = []
  let sent: Entry[] = []
  const narrows = createNarrows(64, (_topic, _partition, entry) => {
    sent.push(entry)
    return 'sent'
  })
  const nameOf = ({ record }: Entry) => String(record.value)

  function report(batch: readonly Entry[], left: () => number): void {
    const tooLarge = batch.reduce((sum, { bytes }) => sum + bytes, 0) > takesBytes
    const refused = tooLarge || batch.some((entry) => nameOf(entry).startsWith('bad'))
    for (const entry of batch) {
      const under = left()
      if (!refused) {
        entry.call.settle(entry, { partition: 0, offset: BigInt(stored.push(nameOf(entry)) - 1), timestamp: 0 })
      } else if (!narrows.takeBack(TOPIC, 0, entry, under, tooLarge)) entry.call.settle(entry, REFUSED)
      narrows.reported(TOPIC, 0, under)
    }
  }

  return {
    stored,
    push(entry: Entry) {
      if (narrows.has(TOPIC, 0)) narrows.add(TOPIC, 0, entry)
      else sent.push(entry)
    },
    /** One batch of what is under way is answered. @returns whether there was any */
    answer(records: number): boolean {
      const batch = sent.slice(0, records)
      sent = sent.slice(batch.length)
      let open = sent.length + batch.length
      report(batch, () => --open)
      return batch.length > 0
    },
  }
}

function entryOf(value: string, bytes: number, results: Map<string, RecordResult>): Entry {
  const call = new ProduceCall(1, Number.POSITIVE_INFINITY, () => {})
  void call.done.then(([result]) => result && results.set(value, result))
  return { record: { key: null, value: Buffer.from(value) }, bytes, index: 0, call }
}

test('whatever is refused with others is refused alone in the end, and all others are stored once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bad: fc.boolean(), bytes: fc.integer({ min: 1, max: 40 }) }), { maxLength: 40 }),
      fc.integer({ min: 10, max: 100 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 3 }),
      async (records, takesBytes, batch, answersBetween) => {
        const partition = createPartition(takesBytes)
        const results = new Map<string, RecordResult>()
        for (const [index, { bad, bytes }] of records.entries()) {
          partition.push(entryOf(`${bad ? 'bad' : 'good'} ${index}`, bytes, results))
          for (let i = 0; i < answersBetween; i++) partition.answer(batch)
          await Promise.resolve()
        }
        do await Promise.resolve()
        while (partition.answer(batch))
        await new Promise((resolve) => setImmediate(resolve))

        const good = records.flatMap(({ bad, bytes }, i) => (bad || bytes > takesBytes ? [] : [`good ${i}`]))
        deepEqual(partition.stored.toSorted(), good.toSorted())
        equal(results.size, records.length)
        for (const [name, result] of results) equal(isFailure(result), !good.includes(name), name)
      },
    ),
    { numRuns: 300 },
  )
})

test('once nothing is under way behind a refused batch, the order is that in which they came', async () => {
  const partition = createPartition(100)
  const results = new Map<string, RecordResult>()
  const names = Array.from({ length: 50 }, (_, i) => (i === 7 ? 'bad' : `${i}`))
  for (const name of names.slice(0, 20)) partition.push(entryOf(name, 10, results))
  while (partition.answer(20));
  for (const name of names.slice(20)) partition.push(entryOf(name, 10, results))
  do await Promise.resolve()
  while (partition.answer(20))
  deepEqual(
    partition.stored,
    names.filter((name) => name !== 'bad'),
  )
  ok(isFailure(results.get('bad') ?? REFUSED))
})
