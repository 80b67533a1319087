import { deepEqual, equal } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import { avro2, binary2, type Case, json2, jsonschema2, post, refused, stored, text2 } from './case.ts'
import { kept } from './kept.ts'
import { storesNothing } from './produce-binary.cases.ts'
import { isId } from './schema-requests.ts'

const text1 = 'application/vnd.kafka.text.v1+json'
const texts = ['é世😀', '', 'null', '"quoted"\n\\', '\u0000']
const number = '{"type": "record", "name": "Number", "fields": [{"name": "n", "type": "long"}]}'
const message = 'syntax = "proto3"; message Number { int64 n = 1; }'
const produce = (type: string, body: unknown) => post('/topics/{topic}', type, body)

/** A key and the value `{"n": 7}` in each format of a value, and the value's bytes. */
const values: readonly (readonly [format: string, schema: object, value: unknown, bytes: RegExp])[] = [
  ['binary', {}, 'AQ==', /^01$/],
  ['json', {}, { n: 7 }, /^7b226e223a377d$/],
  ['text', {}, 'n', /^6e$/],
  ['avro', { value_schema: number }, { n: 7 }, /^00.{8}0e$/],
  ['jsonschema', { value_schema: jsonSchema('object') }, { n: 7 }, /^00.{8}7b226e223a377d$/],
  ['protobuf', { value_schema: message }, { n: 7 }, /^00.{8}000807$/],
]
const keys: readonly (readonly [format: string, schema: object, key: unknown, bytes: RegExp])[] = [
  ['binary', {}, 'AQ==', /^01$/],
  ['json', {}, 'k', /^226b22$/],
  ['TEXT', {}, 'k', /^6b$/],
  ['string', {}, 'k', /^6b$/],
  ['avro', { key_schema: '"string"' }, 'k', /^00.{8}026b$/],
  ['jsonschema', { key_schema: jsonSchema('string') }, 'k', /^00.{8}226b22$/],
  ['protobuf', { key_schema: message }, { n: '7' }, /^00.{8}000807$/],
]

export const produceFormats: readonly Case[] = [
  ...[text2, text1].map(
    (type): Case => ({
      name: `${type} stores the strings of JSON as their UTF-8, null as null`,
      contract: 'an extension of B.3',
      topic: {},
      request: produce(type, {
        records: [...texts.map((value) => ({ key: value, value })), { key: 'k', value: null }],
      }),
      answers: stored([...texts, null].map((_, offset) => [0, offset] as const)),
      async afterwards({ topic }) {
        deepEqual(await kept(topic, texts.length + 1), [
          ...texts.map((value) => ({ partition: 0, key: value, value })),
          { partition: 0, key: 'k', value: null },
        ])
      },
    }),
  ),
  ...['1', 'true', '{"a": 1}', '["a"]', '"\\ud800"'].map(
    (value): Case => ({
      name: `${value} is no text: 400 names the record, and nothing of the request is stored`,
      contract: 'an extension of B.3',
      request: produce(text2, `{"records": [{"value": "a"}, {"value": "b"}, {"value": ${value}}]}`),
      answers: refused(400, 400, /^Bad Request: \/value: .*\(record 2\)$/),
      afterwards: storesNothing,
    }),
  ),
  ...keys.flatMap(([keyFormat, keySchema, key, keyBytes]) =>
    values.map(
      ([valueFormat, valueSchema, value, valueBytes]): Case => ({
        name: `keys in ${keyFormat} and values in ${valueFormat}`,
        contract: 'an extension of B.3',
        topic: {},
        request: produce(binary2, {
          key_format: keyFormat,
          value_format: valueFormat,
          ...keySchema,
          ...valueSchema,
          records: [{ key, value }],
        }),
        answers: { status: 200 },
        async afterwards({ topic }) {
          const [record] = await readTopic(topic, 1)
          equal(keyBytes.test(record?.key?.toString('hex') ?? ''), true, record?.key?.toString('hex'))
          equal(valueBytes.test(record?.value?.toString('hex') ?? ''), true, record?.value?.toString('hex'))
        },
      }),
    ),
  ),
  {
    name: 'without a format of their own, keys and values are in that of the Content-Type',
    contract: 'an extension of B.3',
    topic: {},
    request: produce(avro2, { key_format: 'text', value_schema: number, records: [{ key: 'k', value: { n: 7 } }] }),
    answers: stored([[0, 0]], { value: isId }),
    async afterwards({ topic }) {
      const [record] = await readTopic(topic, 1)
      equal(record?.key?.toString(), 'k')
      equal(record?.value?.subarray(5).toString('hex'), '0e')
    },
  },
  {
    name: 'a key’s schema means nothing beside a format without schemas',
    contract: 'B.3',
    topic: {},
    request: produce(jsonschema2, {
      key_format: 'json',
      key_schema: 'nonsense',
      value_format: null,
      value_schema: jsonSchema('integer'),
      records: [{ key: 1, value: 1 }],
    }),
    answers: stored([[0, 0]], { value: isId }),
  },
  {
    name: 'a key that does not fit its own format: 400 names the record, and nothing of the request is stored',
    contract: 'an extension of B.3',
    request: produce(json2, {
      key_format: 'binary',
      records: [
        { key: 'AQ==', value: 1 },
        { key: '*', value: 1 },
      ],
    }),
    answers: refused(400, 400, /^Bad Request: \/key: not base64 .*\(record 1\)$/),
    afterwards: storesNothing,
  },
  {
    name: 'keys in a format with schemas need one: 422 with 42201',
    contract: 'B.3 4',
    request: produce(json2, { key_format: 'avro', records: [{ key: 'k', value: 1 }] }),
    answers: refused(422, 42201),
    afterwards: storesNothing,
  },
  ...['xml', '', 'json2'].map(
    (format): Case => ({
      name: `the format ${JSON.stringify(format)} is none: 422 lists those there are`,
      contract: 'B.4',
      request: produce(json2, { key_format: format, records: [{ key: 'k', value: 1 }] }),
      answers: refused(422, 422, /'key_format' must be one of binary, json, avro, jsonschema, protobuf, text/),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'a format that is no string answers 400',
    contract: 'B.4',
    request: produce(json2, { value_format: 1, records: [{ value: 1 }] }),
    answers: refused(400, 400, /'value_format' must be a string/),
    afterwards: storesNothing,
  },
]

function jsonSchema(type: string): string {
  return JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', type })
}
