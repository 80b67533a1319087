import { deepEqual, equal } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { readTopic } from '../support/kafka.ts'
import { type Expectation, type Facts, post } from './case.ts'
import { register } from './register.ts'

/** Produce does not look at the cluster's id (contract C.1): answers repeat it. */
export const path = '/v3/clusters/any/topics/{topic}/records'
export const produce = (body: string | Uint8Array<ArrayBuffer>, type: string | undefined = JSON_TYPE) =>
  post(path, type, body)
export const record = (value: unknown, rest: object = {}) => JSON.stringify({ value, ...rest })
export const json = (data: unknown) => ({ type: 'JSON', data })
export const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/

/** A record's answer when it is stored in the case's own topic. */
export function stored(offset: number, rest: object = {}): object {
  return {
    error_code: 200,
    cluster_id: 'any',
    topic_name: /\S/,
    partition_id: 0,
    offset,
    timestamp: instant,
    ...rest,
  }
}

export const failed = (code: number, message: RegExp = /\S/) => ({ error_code: code, message })
export const lines = (...expected: object[]): Expectation => ({ status: 200, lines: expected })
export const part = (type: string, size: number) => ({ type, size })

export const avro = JSON.stringify({
  type: 'record',
  name: 'Reading',
  namespace: 'site',
  fields: [{ name: 'x', type: 'int' }],
})
export const withText = { type: 'AVRO', schema: avro, data: { x: 7 } }

export const JSON_SCHEMA = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' })

/** Registers the schema under a subject of the case's topic; its id. */
export function registered(subject: (topic: string) => string, schema = avro, schemaType = 'AVRO') {
  return async ({ topic }: Facts): Promise<{ id: string; subject: string }> => {
    const { id } = await register(subject(topic), { schema, ...(schemaType !== 'AVRO' && { schemaType }) })
    return { id: String(id), subject: subject(topic) }
  }
}
export const valueSubject = (topic: string) => `${topic}-value`

/** A value by the registry's schema, with names in braces filled in. */
export const named = (text: string) => (facts: Facts) =>
  produce(text.replaceAll(/\$(\w+)/g, (_, name) => facts.values[name] ?? ''))

/** An Avro value stored under a subject. */
export function storedAvro(offset: number, subject: RegExp, version = 1) {
  return stored(offset, {
    value: {
      type: 'AVRO',
      subject,
      schema_id: (id: unknown) => equal(typeof id, 'number'),
      schema_version: version,
      size: 6,
    },
  })
}

export async function holdsReading({ topic }: Facts): Promise<void> {
  const [first] = await readTopic(topic, 1)
  deepEqual([first?.value?.[0], first?.value?.subarray(5)], [0, Buffer.from([14])])
}
