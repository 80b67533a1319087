import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore } from '../../shared/consume/memory.ts'
import { createTopic } from '../support/kafka.ts'
import { newInstanceOn, newProcess, readOn } from './process.ts'
import { produceValues } from './produce-values.ts'

test('an answer does not get longer than allowed by what stands beside keys and values; a record too long for it comes alone', async () => {
  const maxAnswerBytes = 2000
  const topic = await createTopic()
  const values: unknown[] = Array.from({ length: 100 }, (_, value) => value)
  values[50] = 'x'.repeat(3000)
  await produceValues(
    topic,
    values.map((value) => ({ value })),
  )
  const process = newProcess(createMemoryStore(), { maxAnswerBytes })
  const ref = await newInstanceOn(process, { topics: [topic] })
  const seen: unknown[] = []
  for (let reads = 0; seen.length < values.length && reads < 50; reads++) {
    const records = await readOn(process, ref, { waitMs: 2000 })
    const { length } = JSON.stringify(records)
    ok(length <= maxAnswerBytes || records.length === 1, `${records.length} records in ${length} bytes`)
    seen.push(...records.map(({ value }) => value))
    // Not much shorter than it may be either.
    if (records.length > 1) ok(length > maxAnswerBytes / 2 || seen.length === values.length || seen.length === 50)
  }
  equal(seen.length, values.length)
  deepEqual(seen, values)
})
