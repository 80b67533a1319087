import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { ensureTable } from '../../infra/local/table.ts'
import { stack } from '../support/stack.ts'
import { startApp, type Target } from '../support/targets.ts'
import { avroCases } from './avro.cases.ts'
import { jsonSchemaCases } from './jsonschema.cases.ts'
import { toTagged } from './native.ts'
import { parseJson } from './parse-json.ts'
import { type Peer, type SchemaFormat, startPeer } from './peer.ts'
import { protobufCases } from './protobuf.cases.ts'
import { readPartition } from './proxy.ts'
import { createTopics } from './topics.ts'

const WAIT_MS = 20_000
let peer: Peer
let proxy: Target
before(async () => {
  peer = startPeer()
  const table = `interop-${randomUUID()}`
  await ensureTable({ endpoint: stack.dynamodb, table })
  proxy = await startApp({ KAFKA_REST_DYNAMODB_TABLE: table })
})
after(async () => {
  peer.close()
  await proxy.close()
})

/** What the peer writes to one topic: a schema without references, and data of it in the peer's form. */
interface Written {
  readonly text: string
  readonly data: readonly unknown[]
}

// The tables have them all; each other one is enough here.
const some = <Case>(cases: readonly Case[]) => cases.filter((_, index) => index % 3 === 0)
const written: Readonly<Record<SchemaFormat, readonly Written[]>> = {
  avro: some(avroCases.filter(({ references }) => references === undefined)).map(({ schema, values }) => ({
    text: JSON.stringify(schema),
    data: values.map(([, native]) => toTagged(native)),
  })),
  jsonschema: some(jsonSchemaCases.filter(({ references }) => references === undefined)).map(({ schema, fit }) => ({
    text: JSON.stringify(schema),
    data: fit,
  })),
  protobuf: some(protobufCases.filter(({ imports }) => imports === undefined)).map(({ schema, values }) => ({
    text: schema,
    data: values,
  })),
}

for (const format of ['avro', 'jsonschema', 'protobuf'] as const) {
  test(`a consumer instance of the format ${format} reads what the peer wrote to many topics under many schemas`, async () => {
    const topics = await createTopics(`interop-${format}`, written[format].length)
    let count = 0
    for (const [index, { text, data }] of written[format].entries()) {
      const records = data.map((datum) => ({ key: datum, value: datum }))
      await peer.write(topics[index] as string, format, { text }, records)
      count += records.length
    }
    const base = await assigned(format, topics)
    const found: unknown[] = []
    const deadline = Date.now() + WAIT_MS
    while (found.length < count && Date.now() < deadline) found.push(...(await read(base, format)))
    const expected: unknown[] = []
    for (const topic of topics) expected.push(...(parseJson(await readPartition(proxy, topic, format)) as unknown[]))
    equal(expected.length, count)
    deepEqual(found.toSorted(byPlace), expected.toSorted(byPlace))
  })
}

/** An instance that has the topics' partitions from their beginning; its path. */
async function assigned(format: SchemaFormat, topics: readonly string[]): Promise<string> {
  const created = await post(`/consumers/${randomUUID()}`, { format, 'auto.offset.reset': 'earliest' })
  equal(created.status, 200, await created.clone().text())
  const base = new URL(((await created.json()) as { base_uri: string }).base_uri).pathname
  const partitions = topics.map((topic) => ({ topic, partition: 0 }))
  equal((await post(`${base}/assignments`, { partitions })).status, 204)
  return base
}

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/vnd.kafka.v2+json' }
  return proxy.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function read(base: string, format: SchemaFormat): Promise<unknown[]> {
  const headers = { accept: `application/vnd.kafka.${format}.v2+json` }
  const answer = await proxy.fetch(`${base}/records?timeout=300`, { headers })
  const text = await answer.text()
  equal(answer.status, 200, text)
  return parseJson(text) as unknown[]
}

function byPlace(a: unknown, b: unknown): number {
  const place = (record: unknown) => {
    const { topic, offset } = record as { topic: string; offset: bigint }
    return `${topic} ${String(offset).padStart(6, '0')}`
  }
  return place(a) < place(b) ? -1 : 1
}
