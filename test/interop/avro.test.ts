import { deepEqual, equal } from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { avroCases } from './avro.cases.ts'
import { exchange } from './exchange.ts'
import { fromTagged, toTagged, withoutBranches } from './native.ts'
import { registerReferences } from './references.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const sides = useSides()
let topics: readonly string[]
before(async () => {
  topics = await createTopics('interop-avro', avroCases.length)
})

describe('Avro: fastavro reads what we write, and we what it writes', { concurrency: 4 }, () => {
  for (const [index, { name, schema, references = [], values }] of avroCases.entries()) {
    test(name, async () => {
      const { peer, proxy } = sides()
      const topic = topics[index] as string
      const registered = await registerReferences(
        peer,
        'avro',
        references.map((each) => ({ name: each.name, text: JSON.stringify(each.schema) })),
      )
      const text = JSON.stringify(schema)
      const samples = values.map(([ours, native]) => ({ ours, theirs: toTagged(native) }))
      const { ours, theirs, stored } = await exchange(proxy, peer, {
        topic,
        format: 'avro',
        schema: registered.length > 0 ? { text, references: registered } : { text },
        samples,
        turn: index,
      })
      const both = [...values, ...values]
      const shown = both.map(
        ([sent, , each = sent], offset) =>
          `{"topic":"${topic}","key":${each},"value":${each},"partition":0,"offset":${offset}}`,
      )
      equal(ours, `[${shown}]`)
      const natives = both.map(([, native]) => withoutBranches(native))
      deepEqual(
        theirs.map(({ key, value }) => [fromTagged(key), fromTagged(value)]),
        natives.map((native) => [native, native]),
      )
      // To the byte: which branch of a union was taken shows nowhere else.
      const bytes = stored.map(({ key, value }) => [key, value])
      deepEqual(bytes.slice(0, values.length), bytes.slice(values.length))
    })
  }
})
