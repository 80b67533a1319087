import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exchange } from './exchange.ts'
import { jsonSchemaSample } from './jsonschema-arbitrary.ts'
import { parseJson } from './parse-json.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const RUNS = 25
const sides = useSides()

test('whatever the JSON Schema, what fits it is written by each side and read by both', async () => {
  const { peer, proxy } = sides()
  const topics = await createTopics('interop-json-any', RUNS)
  let turn = 0
  await fc.assert(
    fc.asyncProperty(jsonSchemaSample, async ({ schema, text }) => {
      const found = await exchange(proxy, peer, {
        topic: topics[turn] as string,
        format: 'jsonschema',
        schema: { text: JSON.stringify(schema) },
        samples: [{ ours: text, theirs: text }],
        turn: turn++,
      })
      const value = parseJson(text)
      const records = (parseJson(found.ours) as Record<string, unknown>[]).map((each) => [each.key, each.value])
      deepEqual(records, [
        [value, value],
        [value, value],
      ])
      for (const record of found.theirs) {
        deepEqual(parseJson(record.key as string), value)
        deepEqual(parseJson(record.value as string), value)
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  )
})
