import { deepEqual, equal } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import { avro2, binary2, type Case, type Facts, get, json2, jsonschema2, post, protobuf2, refused } from './case.ts'
import { assigned, consumer, sent, steps, valuesOf } from './consumer.ts'

const shape = JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: { x: { type: 'integer' } },
})
const texts = ['{"x":9007199254740993}', '{"y":"é\\u00e9","x":1.0}']

/** JSON Schema values in the case's topic. */
const written = sent(({ topic }) =>
  post(
    `/topics/${topic}`,
    jsonschema2,
    `{"value_schema": ${JSON.stringify(shape)}, "records": [${texts.map((text) => `{"value": ${text}}`)}]}`,
  ),
)
const plain = sent(({ topic }) => post(`/topics/${topic}`, json2, { records: [{ value: { x: 1 } }] }))
const partition = (accept: string) => get('/topics/{topic}/partitions/0/records?offset=0&timeout=1', { accept })
const readsTexts: Case['afterwards'] = (_, { text }) => {
  for (const each of texts) equal(text.includes(`"value":${each}`), true, text)
}

const protobuf = 'syntax = "proto3"; message M { int64 big = 1; string word = 2; M inner = 3; }'
/** Protobuf values in the case's topic. */
const messages = sent(({ topic }) =>
  post(`/topics/${topic}`, protobuf2, {
    value_schema: protobuf,
    records: [{ value: { big: '9223372036854775807', word: 'é' } }, { value: { inner: {} } }],
  }),
)
const readsMessages: Case['afterwards'] = (_, answer) => {
  deepEqual(valuesOf(answer), [
    { big: '9223372036854775807', word: 'é' },
    { big: '0', word: '', inner: { big: '0', word: '' } },
  ])
}

export const consumeSchemas: readonly Case[] = [
  {
    name: 'an instance of the format jsonschema reads what was produced with a JSON Schema, to the letter',
    contract: 'B.10',
    topic: {},
    given: steps(written, consumer({ format: 'JSONSCHEMA' }), assigned()),
    request: get('{base}/records?timeout=2000', { accept: jsonschema2 }),
    answers: { status: 200, type: jsonschema2 },
    afterwards: readsTexts,
  },
  {
    name: 'a partition is read with JSON Schema’s media type',
    contract: 'B.10',
    topic: {},
    given: written,
    request: partition(jsonschema2),
    answers: { status: 200, type: jsonschema2 },
    afterwards: readsTexts,
  },
  {
    name: 'another embedded type on a jsonschema instance answers 406/40601',
    contract: 'B.10',
    topic: {},
    given: steps(written, consumer({ format: 'jsonschema' }), assigned()),
    request: get('{base}/records', { accept: json2 }),
    answers: { ...refused(406, 40601, /jsonschema/), type: json2 },
  },
  {
    name: 'JSON Schema values are no JSON values: an instance of the format json names topic, partition and offset',
    contract: 'B.10',
    topic: {},
    given: steps(plain, written, consumer(), assigned(), async (facts) => {
      const answer = await facts.send(get('{base}/records?timeout=2000', { accept: json2 }))
      equal(valuesOf(answer).length, 1)
      return undefined
    }),
    request: get('{base}/records?timeout=2000', { accept: json2 }),
    answers: { ...refused(408, 40801, /offset 1 of partition 0 of topic/), type: json2 },
  },
  {
    name: 'a record that no registry’s serializer wrote is named with topic, partition and offset',
    contract: 'B.10',
    topic: {},
    given: plain,
    request: partition(jsonschema2),
    answers: { ...refused(408, 40801, /offset 0 of partition 0 of topic .* serializers/), type: jsonschema2 },
  },
  {
    name: 'an instance of the format protobuf reads canonical JSON, with defaults',
    contract: 'B.3, B.10',
    topic: {},
    given: steps(messages, consumer({ format: 'protobuf' }), assigned()),
    request: get('{base}/records?timeout=2000', { accept: protobuf2 }),
    answers: { status: 200, type: protobuf2 },
    afterwards: readsMessages,
  },
  {
    name: 'a partition is read with Protobuf’s media type',
    contract: 'B.10',
    topic: {},
    given: messages,
    request: partition(protobuf2),
    answers: { status: 200, type: protobuf2 },
    afterwards: readsMessages,
  },
  {
    name: 'a Protobuf message that is cut off is named with topic, partition and offset',
    contract: 'B.10',
    topic: {},
    given: steps(messages, cutOff),
    request: get('/topics/{topic}/partitions/0/records?offset=2&timeout=1', { accept: protobuf2 }),
    answers: { ...refused(408, 40801, /offset 2 of partition 0 of topic .* does not fit its schema/), type: protobuf2 },
  },
  {
    name: 'a JSON Schema’s record read as Protobuf is named with topic, partition and offset',
    contract: 'B.10',
    topic: {},
    given: written,
    request: partition(protobuf2),
    answers: { ...refused(408, 40801, /offset 0 of partition 0 of topic .* type JSON, not PROTOBUF/), type: protobuf2 },
  },
  foreignTo(avro2, 'Avro', '{"type": "record", "name": "R", "fields": [{"name": "s", "type": "string"}]}', {
    s: 'text',
  }),
  foreignTo(jsonschema2, 'JSON Schema', shape, { x: 1 }),
  foreignTo(protobuf2, 'Protobuf', 'syntax = "proto3"; message M { string s = 1; }', { s: 'text' }),
]

/** What is in a topic beside the records of a format's own serializers; how the record that it begins with is changed. */
const foreign: readonly (readonly [what: string, change: (record: Buffer) => Buffer])[] = [
  ['no bytes at all', () => Buffer.alloc(0)],
  ['a zero byte', () => Buffer.alloc(1)],
  ['a header that is cut off', (record) => record.subarray(0, 4)],
  ['text', () => Buffer.from('{"x":1}')],
  ['another first byte', (record) => Buffer.concat([Buffer.of(1), record.subarray(1)])],
  ['an id that no schema has', (record) => Buffer.concat([Buffer.from('007fffffff', 'hex'), record.subarray(5)])],
  ['a datum that is cut off', (record) => record.subarray(0, -1)],
  ['a datum with more behind it', (record) => Buffer.concat([record, Buffer.of(0x99)])],
]

function foreignTo(type: string, name: string, schema: string, value: unknown): Case {
  return {
    name: `${name}: what its serializers did not write is named with topic, partition and offset, be it value or key`,
    contract: 'B.10',
    topic: {},
    given: steps(
      sent(({ topic }) => post(`/topics/${topic}`, type, { value_schema: schema, records: [{ value }] })),
      async ({ topic, send }) => {
        const record = (await readTopic(topic, 1))[0]?.value as Buffer
        const changed = foreign.map(([, change]) => change(record).toString('base64'))
        const records = changed.flatMap((each) => [{ value: each }, { key: each }])
        equal((await send(post(`/topics/${topic}`, binary2, { records }))).status, 200)
        return undefined
      },
    ),
    request: partition(type),
    answers: { status: 200, type },
    async afterwards({ topic, send }, answer) {
      deepEqual(valuesOf(answer), [value])
      for (let offset = 1; offset <= 2 * foreign.length; offset++) {
        const bad = await send(
          get(`/topics/${topic}/partitions/0/records?offset=${offset}&timeout=1`, { accept: type }),
        )
        const what = `${foreign[(offset - 1) >> 1]?.[0]}: ${bad.text}`
        equal((bad.json as { error_code: number }).error_code, 40801, what)
        equal(bad.text.includes(`The record at offset ${offset} of partition 0 of topic '${topic}'`), true, what)
      }
    },
  }
}

/** The first record of the case's topic once more, without its last byte. */
async function cutOff(facts: Facts): Promise<undefined> {
  const [first] = await readTopic(facts.topic, 1)
  const value = first?.value?.subarray(0, -1).toString('base64')
  equal((await facts.send(post(`/topics/${facts.topic}`, binary2, { records: [{ value }] }))).status, 200)
  return undefined
}
