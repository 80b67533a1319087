import { deepEqual, equal, rejects } from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { exchange, requestSchema } from './exchange.ts'
import { jsonSchemaCases } from './jsonschema.cases.ts'
import { parseJson } from './parse-json.ts'
import { sendV2 } from './proxy.ts'
import { registerReferences } from './references.ts'
import { useSides } from './sides.ts'
import { createTopics } from './topics.ts'

const format = 'jsonschema'
const sides = useSides()
let topics: readonly string[]
before(async () => {
  topics = await createTopics('interop-json', jsonSchemaCases.length)
})

describe('JSON Schema: what fits a schema is exchanged with Confluent’s client for Python', { concurrency: 4 }, () => {
  for (const [index, { name, schema, references = [], fit, misfit = [] }] of jsonSchemaCases.entries()) {
    test(name, async () => {
      const { peer, proxy } = sides()
      const topic = topics[index] as string
      const registered = await registerReferences(peer, format, references)
      const text = JSON.stringify(schema)
      const known = registered.length > 0 ? { text, references: registered } : { text }
      const samples = fit.map((each) => ({ ours: each, theirs: each }))
      const found = await exchange(proxy, peer, { topic, format, schema: known, samples, turn: index })
      const values = [...fit, ...fit].map(parseJson)
      deepEqual(
        (parseJson(found.ours) as Record<string, unknown>[]).map(({ key, value }) => [key, value]),
        values.map((value) => [value, value]),
      )
      deepEqual(
        found.theirs.map(({ key, value }) => [parseJson(key as string), parseJson(value as string)]),
        values.map((value) => [value, value]),
      )
      // Both have found the same schema in the registry.
      const ids = found.stored.map(({ key, value }) => [key?.readUInt32BE(1), value?.readUInt32BE(1)])
      deepEqual(ids.slice(0, fit.length), ids.slice(fit.length))

      for (const datum of misfit) {
        await rejects(peer.write(topic, format, known, [{ key: datum, value: datum }]), /SerializationError/, datum)
        const asked = await requestSchema(peer, topic, format, known)
        const answer = await sendV2(proxy, topic, format, asked, [datum])
        equal(answer.status, 400, `${datum}: ${await answer.text()}`)
      }
    })
  }
})
