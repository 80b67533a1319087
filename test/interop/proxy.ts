import { equal } from 'node:assert/strict'
import { administer } from '../support/kafka.ts'
import type { Target } from '../support/targets.ts'
import type { SchemaFormat } from './peer.ts'

/** The schema of a request: its text, or ids under which the subjects of the topic's keys and values have it. */
export type RequestSchema = { readonly text: string } | { readonly keyId: number; readonly valueId: number }

const v2Schemas = (schema: RequestSchema) =>
  'text' in schema
    ? { key_schema: schema.text, value_schema: schema.text }
    : { key_schema_id: schema.keyId, value_schema_id: schema.valueId }

/**
 * Asks to produce records to partition 0 by version 2 of the API, each datum as its key and as its value.
 *
 * @param data  JSON texts
 */
export function sendV2(
  proxy: Target,
  topic: string,
  format: SchemaFormat,
  schema: RequestSchema,
  data: readonly string[],
): Promise<Response> {
  const schemas = JSON.stringify(v2Schemas(schema)).slice(1, -1)
  const records = data.map((datum) => `{"key":${datum},"value":${datum}}`)
  return proxy.fetch(`/topics/${topic}/partitions/0`, {
    method: 'POST',
    headers: { 'content-type': `application/vnd.kafka.${format}.v2+json` },
    body: `{${schemas},"records":[${records}]}`,
  })
}

/** The same, and all of them are produced. */
export async function produceV2(
  proxy: Target,
  topic: string,
  format: SchemaFormat,
  schema: RequestSchema,
  data: readonly string[],
): Promise<void> {
  const answer = await sendV2(proxy, topic, format, schema, data)
  equal(answer.status, 200, await answer.clone().text())
  const { offsets } = (await answer.json()) as { offsets: { error: string | null }[] }
  for (const { error } of offsets) equal(error, null)
}

/** The same by version 3, as a stream. */
export async function produceV3(
  proxy: Target,
  topic: string,
  format: SchemaFormat,
  schema: RequestSchema,
  data: readonly string[],
): Promise<void> {
  const part = (id: 'keyId' | 'valueId', datum: string) =>
    'text' in schema
      ? `{"type":"${format.toUpperCase()}","schema":${JSON.stringify(schema.text)},"data":${datum}}`
      : `{"schema_id":${schema[id]},"data":${datum}}`
  const lines = data.map(
    (datum) => `{"partition_id":0,"key":${part('keyId', datum)},"value":${part('valueId', datum)}}`,
  )
  const answer = await proxy.fetch(`/v3/clusters/${await clusterId()}/topics/${topic}/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: lines.join('\n'),
  })
  const text = await answer.text()
  const codes = text.split('\n').filter((line) => line.trim() !== '')
  equal(codes.length, data.length, text)
  for (const line of codes) equal(JSON.parse(line).error_code, 200, line)
}

/** The text of the answer to reading partition 0 from the beginning. */
export async function readPartition(proxy: Target, topic: string, format: SchemaFormat): Promise<string> {
  const answer = await proxy.fetch(`/topics/${topic}/partitions/0/records?offset=0&timeout=1`, {
    headers: { accept: `application/vnd.kafka.${format}.v2+json` },
  })
  const text = await answer.text()
  equal(answer.status, 200, text)
  return text
}

let cluster: Promise<string> | undefined

function clusterId(): Promise<string> {
  cluster ??= administer(async (admin) => (await admin.metadata({ topics: [] })).id)
  return cluster
}
