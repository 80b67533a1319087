import { deepEqual } from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { allowAnyChange } from './allow-any-change.ts'
import { exchange } from './exchange.ts'
import type { PeerSchema } from './peer.ts'
import { protobufCases, theirMessages } from './protobuf.cases.ts'
import { readPartition } from './proxy.ts'
import { registerReferences } from './references.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const format = 'protobuf'
const sides = useSides()
let topics: readonly string[]
before(async () => {
  topics = await createTopics('interop-proto', protobufCases.length + theirMessages.length)
})

/** Members called `f` are floats, which the sides show with other digits. */
const parse = (text: string): unknown =>
  JSON.parse(text, (name, value) => (name === 'f' && typeof value === 'number' ? Math.fround(value) : value))
/** Keys and values of an answer. */
const dataOf = (text: string) => (parse(text) as Record<string, unknown>[]).map(({ key, value }) => [key, value])
/** Of files that import each other one after the other. */
const inChain = (imports: Readonly<Record<string, string>>) =>
  Object.entries(imports).reduce<Parameters<typeof registerReferences>[2]>(
    (references, [name, text]) => [{ name, text, references }],
    [],
  )

describe('Protobuf: Google’s runtime reads what we write, and we what it writes', { concurrency: 4 }, () => {
  for (const [index, { name, schema: text, imports, values, shown }] of protobufCases.entries()) {
    test(name, async () => {
      const { peer, proxy } = sides()
      const topic = topics[index] as string
      const references = imports && (await registerReferences(peer, format, inChain(imports)))
      const schema: PeerSchema = { text, ...(imports && references && { imports, references }) }
      await allowAnyChange(topic)
      const samples = values.map((each) => ({ ours: each, theirs: each }))
      const found = await exchange(proxy, peer, { topic, format, schema, samples, turn: index })
      // What they show of what they have read, in canonical JSON with defaults, decides.
      const seen = found.theirs.map(({ key, value }) => [key, value].map((each) => parse(each as string)))
      deepEqual(seen.slice(0, values.length), seen.slice(values.length))
      const expected = shown ? [...shown, ...shown].map((each) => [parse(each), parse(each)]) : seen
      deepEqual(dataOf(found.ours), expected)
    })
  }
})

describe('Protobuf: we read what only they can write', { concurrency: 4 }, () => {
  for (const [index, { name, schema: text, message, values }] of theirMessages.entries()) {
    test(name, async () => {
      const { peer, proxy } = sides()
      const topic = topics[protobufCases.length + index] as string
      await peer.write(
        topic,
        format,
        { text, message },
        values.map((value) => ({ key: value, value })),
      )
      const theirs = await peer.read(topic, format, { text, message }, { offset: 0, count: values.length })
      deepEqual(
        dataOf(await readPartition(proxy, topic, format)),
        theirs.map(({ key, value }) => [key, value].map((each) => parse(each as string))),
      )
    })
  }
})
