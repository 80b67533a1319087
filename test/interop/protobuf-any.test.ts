import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allowAnyChange } from './allow-any-change.ts'
import { exchange } from './exchange.ts'
import { protobufSample } from './protobuf-arbitrary.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const RUNS = 20
const sides = useSides()

test('whatever the messages, what Google’s runtime writes we read, and what we write it reads', async () => {
  const { peer, proxy } = sides()
  const topics = await createTopics('interop-proto-any', RUNS)
  let turn = 0
  await fc.assert(
    fc.asyncProperty(protobufSample, async ({ schema, values }) => {
      const topic = topics[turn] as string
      await allowAnyChange(topic)
      const texts = values.map((value) => JSON.stringify(value))
      const found = await exchange(proxy, peer, {
        topic,
        format: 'protobuf',
        schema: { text: schema },
        samples: texts.map((each) => ({ ours: each, theirs: each })),
        turn: turn++,
      })
      const seen = found.theirs.map(({ key, value }) => ({ key: parse(key), value: parse(value) }))
      deepEqual(seen.slice(0, values.length), seen.slice(values.length))
      deepEqual(
        (JSON.parse(found.ours) as Record<string, unknown>[]).map(({ key, value }) => ({ key, value })),
        seen,
      )
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})

function parse(text: unknown): unknown {
  return JSON.parse(text as string)
}
