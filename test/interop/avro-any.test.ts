import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readable } from '../formats/avro/readable.ts'
import { exchange } from './exchange.ts'
import { fromTagged, toTagged, withoutBranches } from './native.ts'
import { nativeOf } from './native-of-avro.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const RUNS = 20
const sides = useSides()

test('whatever its schema, what fastavro writes we read, what we write it reads, and the bytes are the same', async () => {
  const { peer, proxy } = sides()
  const topics = await createTopics('interop-avro-any', RUNS)
  const samples = fc.array(readable, { minLength: 8, maxLength: 8 })
  let turn = 0
  await fc.assert(
    fc.asyncProperty(samples, async (parts) => {
      const fields = parts.map(({ schema }, index) => ({ name: `p${index}`, type: schema }))
      const schema = { type: 'record', name: `Run${turn}`, fields }
      const value = Object.fromEntries(parts.map((part, index) => [`p${index}`, part.value]))
      const native = nativeOf(schema, value)
      const ours = `{${parts.map(({ text }, index) => `"p${index}":${text}`)}}`
      const topic = topics[turn] as string
      const found = await exchange(proxy, peer, {
        topic,
        format: 'avro',
        schema: { text: JSON.stringify(schema) },
        samples: [{ ours, theirs: toTagged(native) }],
        turn: turn++,
      })
      const record = (offset: number) =>
        `{"topic":"${topic}","key":${ours},"value":${ours},"partition":0,"offset":${offset}}`
      equal(found.ours, `[${record(0)},${record(1)}]`)
      for (const { key, value } of found.theirs) {
        deepEqual(fromTagged(key), withoutBranches(native))
        deepEqual(fromTagged(value), withoutBranches(native))
      }
      deepEqual(found.stored[0]?.value, found.stored[1]?.value)
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})
