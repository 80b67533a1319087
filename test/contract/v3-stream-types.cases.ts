import { deepEqual, equal } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import type { Case } from './case.ts'
import { JSON_SCHEMA, lines, produce, stored } from './v3-produce.ts'

const avro = '{"type": "record", "name": "Number", "fields": [{"name": "n", "type": "long"}]}'
const protobuf = 'syntax = "proto3"; message Number { int64 n = 1; }'

/** A part of each type, and its bytes behind what the registry's serializers begin with. */
const parts: readonly (readonly [type: string, schema: string | undefined, data: unknown, bytes: Buffer])[] = [
  ['BINARY', undefined, 'AQ==', Buffer.of(1)],
  ['JSON', undefined, { n: 7 }, Buffer.from('{"n":7}')],
  ['STRING', undefined, 'é "n"', Buffer.from('é "n"')],
  ['AVRO', avro, { n: 7 }, Buffer.of(14)],
  ['JSONSCHEMA', JSON_SCHEMA, { n: 7 }, Buffer.from('{"n":7}')],
  ['PROTOBUF', protobuf, { n: '7' }, Buffer.of(0, 8, 7)],
]
const pairs = parts.flatMap((key) => parts.map((value) => [key, value] as const))

export const v3StreamTypes: readonly Case[] = [
  {
    name: 'a key of any type goes with a value of any type',
    contract: 'C.9',
    topic: {},
    request: ({ topic }) => {
      const part = ([type, schema, data]: (typeof parts)[number], of: string) =>
        schema === undefined ? { type, data } : { type, data, schema, subject: `${topic}-${type}-${of}` }
      return produce(
        pairs.map(([key, value]) => JSON.stringify({ key: part(key, 'key'), value: part(value, 'value') })).join(''),
      )
    },
    answers: lines(
      ...pairs.map(([key, value], offset) =>
        stored(offset, { key: summary(key, 'key'), value: summary(value, 'value') }),
      ),
    ),
    async afterwards({ topic }) {
      const records = await readTopic(topic, pairs.length)
      const datum = (bytes: Buffer | null | undefined, schema: string | undefined) => {
        equal(schema === undefined || bytes?.[0] === 0, true)
        return bytes?.subarray(schema === undefined ? 0 : 5).toString('hex')
      }
      deepEqual(
        records.map(({ key, value }, i) => [datum(key, pairs[i]?.[0][1]), datum(value, pairs[i]?.[1][1])]),
        pairs.map(([key, value]) => [key[3].toString('hex'), value[3].toString('hex')]),
      )
    },
  },
]

function summary([type, schema, , bytes]: (typeof parts)[number], of: string): object {
  if (schema === undefined) return { type, size: bytes.length }
  const schemaId = (id: unknown) => equal(Number.isInteger(id), true)
  return {
    type,
    subject: new RegExp(`-${type}-${of}$`),
    schema_id: schemaId,
    schema_version: 1,
    size: bytes.length + 5,
  }
}
