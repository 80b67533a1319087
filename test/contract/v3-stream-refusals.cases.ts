import { equal } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { readTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { type Case, post, refused } from './case.ts'
import { failed, json, lines, part, produce, record, stored, withText } from './v3-produce.ts'

/** A case of one record that is refused, between two that are stored. */
function bad(what: string, text: string, code: number, message?: RegExp): Case {
  const good = record(json(1))
  return {
    name: `a record with ${what} is answered ${code}, and the stream goes on`,
    contract: 'C.9',
    topic: {},
    request: produce(`${good}${text}${good}`),
    answers: lines(stored(0, { value: part('JSON', 1) }), failed(code, message), stored(1, { value: part('JSON', 1) })),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 2)).length, 2)
    },
  }
}

const ended = (what: string, tail: string, message: RegExp): Case => ({
  name: `${what} is answered 400, and ends the stream`,
  contract: 'C.9',
  topic: {},
  request: produce(`${record(json(1))}${tail}`),
  answers: lines(stored(0, { value: part('JSON', 1) }), failed(400, message)),
})

export const v3StreamRefusals: readonly Case[] = [
  bad('a partition below zero', '{"partition_id":-1}', 40402),
  bad('a partition beyond the topic’s', '{"partition_id":9}', 40401, /partition 9/),
  bad('a partition that is no number', '{"partition_id":"0"}', 400, /partition_id/),
  bad('a partition of more than 32 bits', '{"partition_id":4294967296}', 400, /partition_id/),
  bad('a timestamp before 1970', '{"timestamp":-0.001}', 400, /1970/),
  bad('an instant before 1970', '{"timestamp":"1969-12-31T23:59:59Z"}', 400, /1970/),
  bad('a timestamp that is no instant', '{"timestamp":"yesterday"}', 400, /timestamp/),
  bad('a day that is not in the calendar', '{"timestamp":"2026-13-01T10:00:00Z"}', 400, /timestamp/),
  bad('a timestamp beyond all time', '{"timestamp":1e300}', 400, /timestamp/),
  bad('an unknown field', '{"offset":1}', 400, /Unrecognized field: offset/),
  bad('an unknown field of its value', '{"value":{"kind":"JSON"}}', 400, /Unrecognized field: kind/),
  bad('__proto__', '{"__proto__":{}}', 400, /Unrecognized field/),
  bad(
    'an unknown type',
    '{"value":{"type":"XML","data":"x"}}',
    400,
    /BINARY, JSON, STRING, AVRO, JSONSCHEMA, PROTOBUF/,
  ),
  bad('a broken Protobuf schema', '{"value":{"type":"PROTOBUF","schema":"x","data":{}}}', 422, /^Error: 42205 : /),
  bad('a type in small letters', '{"value":{"type":"json","data":1}}', 400, /type/),
  bad('a value that is no object', '{"value":"x"}', 400, /'value' must be an object/),
  bad('a text that is a number', '{"value":{"type":"STRING","data":1}}', 400, /^Bad Request: \/value/),
  bad('half a surrogate pair', '{"key":{"type":"STRING","data":"\\ud800"}}', 400, /^Bad Request: \/key/),
  bad('bad base64', '{"value":{"type":"BINARY","data":"*"}}', 400, /^Bad Request: \/value/),
  bad('a header that is not base64', '{"headers":[{"name":"a","value":"*"}]}', 400, /header 'a'/),
  bad('a header without a name', '{"headers":[{"value":"AA=="}]}', 400, /name/),
  bad('headers that are an object', '{"headers":{"a":"AA=="}}', 400, /headers/),
  bad('a subject for JSON', '{"value":{"type":"JSON","data":1,"subject":"s"}}', 400, /no schema/),
  bad('a schema for text', '{"value":{"type":"STRING","data":"","schema":"\\"int\\""}}', 400, /no schema/),
  bad('AVRO and an id', '{"value":{"type":"AVRO","schema_id":1,"data":1}}', 400, /schema_id/),
  bad('AVRO and nothing', '{"value":{"type":"AVRO","data":1}}', 400, /needs 'schema'/),
  bad('a schema without a type', '{"value":{"schema":"\\"int\\"","data":1}}', 400, /type/),
  bad('an id and a version', '{"value":{"schema_id":1,"schema_version":1,"data":1}}', 400, /one of/),
  bad('version 0', '{"value":{"schema_version":0,"data":1}}', 400, /schema_version/),
  bad('a subject and a strategy', '{"value":{"subject":"s","subject_name_strategy":"RECORD_NAME","schema_id":1}}', 400),
  bad('an empty subject', '{"value":{"subject":""}}', 400, /subject/),
  bad('an unknown strategy', '{"value":{"subject_name_strategy":"MINE"}}', 400, /TOPIC_RECORD_NAME/),
  bad(
    'a strategy that needs the schema',
    '{"value":{"subject_name_strategy":"RECORD_NAME","data":1}}',
    400,
    /needs the schema/,
  ),
  bad('no schema and none registered', '{"value":{"data":1}}', 422, /^Error: 42207 : Error serializing message\./),
  bad('an unknown id', '{"value":{"schema_id":2000000000,"data":1}}', 422, /^Error: 42207 : /),
  bad('a broken schema', '{"value":{"type":"AVRO","schema":"{","data":1}}', 422, /^Error: 42205 : /),
  bad('a datum that does not fit', record({ ...withText, data: { x: 'seven' } }), 400, /^Bad Request: \/value\/x/),
  bad('null for a schema without null', record({ ...withText, data: null }), 400, /null/),
  bad(
    'a value larger than Kafka takes',
    record({ type: 'STRING', data: 'x'.repeat(1_100_000) }),
    413,
    /max\.request\.size/,
  ),
  bad('a number in its place', '5 ', 400, /JSON object/),
  bad('an array in its place', '[{}]', 400, /JSON object/),
  ended('malformed JSON', '{"value":}{}', /^Bad Request: Error processing message: malformed JSON/),
  ended('a comma between records', ',{}', /^Bad Request: Error processing message/),
  ended('a closing brace too many', '}{}', /^Bad Request: Error processing message/),
  ended('a record that is cut off', '{"value":{"type":"JSON","da', /^Bad Request: Error processing message/),
  ended('a record nested too deeply', `{"value":${'['.repeat(2000)}${']'.repeat(2000)}}{}`, /nested too deeply/),
  {
    name: 'what is not UTF-8 is answered 400, and ends the stream',
    contract: 'C.9',
    topic: {},
    request: produce(
      Buffer.concat([Buffer.from('{}{"key":{"type":"STRING","data":"'), Buffer.from([0xff, 0x22, 0x7d, 0x7d])]),
    ),
    answers: lines(stored(0), failed(400, /not UTF-8/)),
  },
  {
    name: 'a topic that does not exist is each record’s error',
    contract: 'C.9',
    topic: 'missing',
    request: produce('{}{}{}'),
    answers: lines(failed(40401), failed(40401), failed(40401)),
  },
  {
    name: 'a topic that cannot be is each record’s error, and no subject is made for it',
    contract: 'C.9; D 40002',
    request: post('/v3/clusters/any/topics/a%20b/records', JSON_TYPE, record(withText)),
    answers: lines(failed(40002, /not a valid topic name/)),
    async afterwards() {
      equal((await fetch(`${stack.registry}/subjects/a%20b-value/versions`)).status, 404)
    },
  },
  {
    name: 'an empty body answers 422 with 42206',
    contract: 'H.4 65',
    request: produce(''),
    answers: refused(422, 42206, /Data is required/),
  },
  {
    name: 'a body of white space answers 422 with 42206',
    contract: 'H.4 65',
    request: produce(' \r\n '),
    answers: refused(422, 42206),
  },
  {
    name: 'charset=utf-16 answers HTTP 400',
    contract: 'H.4 67',
    request: produce('{}', 'application/json; charset=utf-16'),
    answers: refused(400, 400, /charset/),
  },
  {
    name: 'another media type answers 415',
    contract: 'A.4',
    request: produce('{}', 'application/vnd.kafka.json.v2+json'),
    answers: refused(415, 415, /application\/json/),
  },
]
