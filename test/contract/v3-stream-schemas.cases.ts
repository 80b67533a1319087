import { equal } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import type { Case } from './case.ts'
import {
  failed,
  holdsReading,
  JSON_SCHEMA,
  lines,
  named,
  produce,
  record,
  registered,
  stored,
  storedAvro,
  valueSubject,
  withText,
} from './v3-produce.ts'

const PROTOBUF = 'syntax = "proto3"; package site; message Reading { int32 x = 1; }'

export const v3StreamSchemas: readonly Case[] = [
  {
    name: 'a schema’s text is registered under the topic’s subject',
    contract: 'C.9',
    topic: {},
    request: produce(record(withText)),
    answers: lines(storedAvro(0, /-value$/)),
    afterwards: holdsReading,
  },
  {
    name: 'a schema may be named by its id, its version, or not at all: then the subject’s latest is used',
    contract: 'C.9 2, 3',
    topic: {},
    given: registered(valueSubject),
    request: named(
      '{"value":{"schema_id":$id,"data":{"x":7}}}{"value":{"schema_version":1,"data":{"x":7}}}{"value":{"data":{"x":7}}}',
    ),
    answers: lines(storedAvro(0, /-value$/), storedAvro(1, /-value$/), storedAvro(2, /-value$/)),
    afterwards: holdsReading,
  },
  {
    name: 'a subject may be given',
    contract: 'C.9',
    topic: {},
    given: registered((topic) => `of/${topic} ü`.replace(/[/ ü]/g, '-')),
    request: named(
      '{"value":{"subject":"$subject","data":{"x":7}}}{"value":{"subject":"$subject","schema_id":$id,"data":{"x":7}}}',
    ),
    answers: lines(storedAvro(0, /^of-/), storedAvro(1, /^of-/)),
    afterwards: holdsReading,
  },
  {
    name: 'strategies make the subject of the schema’s name',
    contract: 'C.9 4',
    topic: {},
    request: produce(
      record({ ...withText, subject_name_strategy: 'TOPIC_RECORD_NAME' }) +
        record({ ...withText, subject_name_strategy: 'RECORD_NAME' }) +
        record({ ...withText, subject_name_strategy: 'TOPIC_NAME' }),
    ),
    answers: lines(storedAvro(0, /.-site\.Reading$/), storedAvro(1, /^site\.Reading$/), storedAvro(2, /-value$/)),
    afterwards: holdsReading,
  },
  {
    name: 'an id that is registered under another subject is refused',
    contract: 'C.9 5',
    topic: {},
    given: registered((topic) => `${topic}-other`),
    request: named('{"value":{"schema_id":$id,"data":{"x":7}}}'),
    answers: lines(failed(422, /^Error: 42207 : .*not registered under the subject/)),
  },
  {
    name: 'a Protobuf schema by its text, its id, its version, or the subject’s latest',
    contract: 'C.9',
    topic: {},
    given: registered(valueSubject, PROTOBUF, 'PROTOBUF'),
    request: ({ values }) =>
      produce(
        [
          { type: 'PROTOBUF', schema: PROTOBUF, data: { x: 7 } },
          { schema_version: 1, data: { x: 7 } },
          { data: { x: 7 } },
          { schema_id: Number(values.id), data: { x: 7 } },
          { schema_id: Number(values.id), data: { y: 7 } },
        ]
          .map((value) => record(value))
          .join(''),
      ),
    answers: lines(
      ...[0, 1, 2, 3].map((offset) => storedProtobuf(offset, /-value$/)),
      failed(400, /^Bad Request: \/value\/y: site\.Reading has no such field$/),
    ),
    async afterwards({ topic }) {
      for (const { value } of await readTopic(topic, 4)) equal(value?.subarray(5).toString('hex'), '000807')
    },
  },
  {
    name: 'strategies make the subject of a message’s name',
    contract: 'C.9 4',
    topic: {},
    request: produce(
      ['RECORD_NAME', 'TOPIC_RECORD_NAME']
        .map((strategy) =>
          record({
            type: 'PROTOBUF',
            schema: PROTOBUF.replace('Reading', 'ProtobufReading'),
            data: { x: 7 },
            subject_name_strategy: strategy,
          }),
        )
        .join(''),
    ),
    answers: lines(storedProtobuf(0, /^site\.ProtobufReading$/), storedProtobuf(1, /.-site\.ProtobufReading$/)),
  },
  {
    name: 'a JSON Schema by its text, its id, its version, or the subject’s latest',
    contract: 'C.9',
    topic: {},
    given: registered(valueSubject, JSON_SCHEMA, 'JSON'),
    request: ({ values }) =>
      produce(
        [
          { type: 'JSONSCHEMA', schema: JSON_SCHEMA, data: { x: 7 } },
          { schema_version: 1, data: { x: 7 } },
          { data: { x: 7 } },
          { schema_id: Number(values.id), data: { x: 7 } },
          { schema_id: Number(values.id), data: [] },
        ]
          .map((value) => record(value))
          .join(''),
      ),
    answers: lines(
      ...[0, 1, 2, 3].map((offset) => storedJsonSchema(offset, /-value$/)),
      failed(400, /^Bad Request: \/value: must be object$/),
    ),
    async afterwards({ topic }) {
      for (const { value } of await readTopic(topic, 4)) equal(value?.subarray(5).toString(), '{"x":7}')
    },
  },
  {
    name: 'strategies make the subject of a JSON Schema’s title',
    contract: 'C.9 4',
    topic: {},
    request: produce(
      ['RECORD_NAME', 'TOPIC_RECORD_NAME']
        .map((strategy) => record({ ...jsonSchema('site.Shape'), subject_name_strategy: strategy }))
        .join('') + record({ type: 'JSONSCHEMA', schema: '{}', data: 1, subject_name_strategy: 'RECORD_NAME' }),
    ),
    answers: lines(
      storedJsonSchema(0, /^site\.Shape$/),
      storedJsonSchema(1, /.-site\.Shape$/),
      failed(422, /^Error: 42205 : .*title/),
    ),
  },
]

function jsonSchema(title: string): object {
  return { type: 'JSONSCHEMA', schema: JSON.stringify({ ...JSON.parse(JSON_SCHEMA), title }), data: { x: 7 } }
}

/** A JSON Schema value, `{"x":7}`, stored under a subject. */
function storedJsonSchema(offset: number, subject: RegExp) {
  const schemaId = (id: unknown) => equal(typeof id, 'number')
  return stored(offset, {
    value: { type: 'JSONSCHEMA', subject, schema_id: schemaId, schema_version: 1, size: 12 },
  })
}

/** A Protobuf value of one small number, stored under a subject. */
function storedProtobuf(offset: number, subject: RegExp) {
  const schemaId = (id: unknown) => equal(typeof id, 'number')
  return stored(offset, { value: { type: 'PROTOBUF', subject, schema_id: schemaId, schema_version: 1, size: 8 } })
}
