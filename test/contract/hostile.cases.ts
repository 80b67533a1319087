import { equal, ok } from 'node:assert/strict'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import {
  type Answer,
  avro2,
  binary2,
  type Case,
  get,
  json2,
  jsonschema2,
  post,
  protobuf2,
  refused,
  send,
  stored,
} from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const record = '{"records":[{"value":1}]}'
const digits = '1'.repeat(1_000_000)
const word = 'k'.repeat(1_000_000)
const many = (text: string, times = 1_000_000) => Array(times).fill(text).join(',')
/** 64 MB of blanks. */
const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')))

/** An answer does not repeat what was sent. */
function isShort({ text }: Answer): void {
  ok(text.length < 10_000, `${text.length} characters`)
}

function compressed(coding: string, body: Uint8Array<ArrayBuffer> | string = record): Case {
  return {
    name: `a body with Content-Encoding: ${coding} answers 415 and says that it is not read`,
    contract: 'RFC 9110, 15.5.16',
    request: post('/topics/{empty}', json2, body, { 'content-encoding': coding }),
    answers: {
      ...refused(415, 415, /without Content-Encoding/),
      type: JSON_TYPE,
      headers: { 'accept-encoding': 'identity' },
    },
    afterwards: storesNothing,
  }
}

function bad(what: string, type: string, body: string, ...statuses: readonly [number, number?]): Case {
  const [status, code = status] = statuses
  return {
    name: `${what} answers ${status}`,
    contract: 'A.5, B.3',
    // A schema is the subject's, and with it the topic's own.
    ...(type !== json2 && type !== binary2 && { topic: {} }),
    request: post('/topics/{topic}', type, body),
    answers: refused(status, code),
    async afterwards(facts, answer) {
      isShort(answer)
      await storesNothing(facts)
    },
  }
}

const long = '"value_schema":"\\"long\\""'
const double = '"value_schema":"\\"double\\""'
const multiple =
  '"value_schema":"{\\"$schema\\":\\"http://json-schema.org/draft-07/schema#\\",\\"type\\":\\"number\\",\\"multipleOf\\":0.01}"'
const int64 = '"value_schema":"syntax = \\"proto3\\"; message M { int64 n = 1; }"'

/** Bodies that are small for who sends them and large for who reads them. */
export const hostileBodies: readonly Case[] = [
  compressed('gzip', bomb),
  compressed('gzip', new Uint8Array(gzipSync(record))),
  compressed('deflate', new Uint8Array(deflateSync(record))),
  compressed('br', new Uint8Array(brotliCompressSync(record))),
  ...['zstd', 'compress', 'gzip, gzip', 'identity, gzip', 'nonsense'].map((coding) => compressed(coding)),
  ...['identity', 'IDENTITY'].map(
    (coding): Case => ({
      name: `Content-Encoding: ${coding} is none`,
      contract: 'RFC 9110, 12.5.3',
      topic: {},
      request: post('/topics/{topic}', json2, record, { 'content-encoding': coding }),
      answers: stored([[0, 0]]),
    }),
  ),
  {
    name: 'a compressed stream of version 3 answers 415 as well',
    contract: 'RFC 9110, 15.5.16',
    request: post('/v3/clusters/c/topics/{empty}/records', JSON_TYPE, bomb, { 'content-encoding': 'gzip' }),
    answers: { ...refused(415, 415, /without Content-Encoding/), type: JSON_TYPE },
    afterwards: storesNothing,
  },
  {
    name: 'a GET has no body, whatever it says of it',
    contract: 'RFC 9110, 9.3.1',
    request: get('/brokers', { 'content-encoding': 'gzip' }),
    answers: { status: 200 },
  },
  bad('an unknown member with a name of a megabyte', json2, `{"${word}":1}`, 422),
  bad('an unknown member of a record, likewise', json2, `{"records":[{"${word}":1}]}`, 422),
  bad(
    'half a million unknown members',
    json2,
    `{${Array.from({ length: 400_000 }, (_, i) => `"${i}":1`).join(',')}}`,
    422,
  ),
  bad('a million empty arrays instead of records', json2, `{"records":[${many('[]')}]}`, 400),
  bad('a million empty records', json2, `{"records":[${many('{}')}]}`, 413),
  bad('a million nulls', json2, `{"records":[${many('null')}]}`, 400),
  bad('a million commas', json2, `{"records":[${','.repeat(1_000_000)}]}`, 400),
  bad('a million records as nothing but brackets', json2, `{"records":${'[{"value":'.repeat(300_000)}`, 400),
  bad('a partition of a million digits', json2, `{"records":[{"value":1,"partition":${digits}}]}`, 400),
  bad('a timestamp of a million digits', json2, `{"records":[{"value":1,"timestamp":${digits}}]}`, 400),
  bad('a schema id of a million digits', json2, `{"value_schema_id":${digits},"records":[{"value":1}]}`, 400),
  bad('a partition of a huge exponent', json2, '{"records":[{"value":1,"partition":1e999999999}]}', 400),
  bad('base64 of a million signs that are none', binary2, `{"records":[{"value":"${'!'.repeat(1_000_000)}"}]}`, 400),
  bad('a long of a million digits in Avro', avro2, `{${long},"records":[{"value":${digits}}]}`, 400),
  bad('a long of a huge exponent in Avro', avro2, `{${long},"records":[{"value":1e999999999}]}`, 400),
  bad('a double of a huge exponent in Avro', avro2, `{${double},"records":[{"value":1e999999999}]}`, 400),
  bad('an int64 of a million digits in Protobuf', protobuf2, `{${int64},"records":[{"value":{"n":"${digits}"}}]}`, 400),
  bad('an int64 of a huge exponent in Protobuf', protobuf2, `{${int64},"records":[{"value":{"n":1e999999999}}]}`, 400),
  bad('a schema of a megabyte', avro2, `{"value_schema":"${word}","records":[{"value":1}]}`, 422, 42205),
  {
    name: 'a number of a million digits is checked against multipleOf, or refused, at once',
    contract: 'B.3',
    topic: {},
    request: post(
      '/topics/{topic}',
      jsonschema2,
      `{${multiple},"records":[{"value":1e999999999},{"value":${digits}}]}`,
    ),
    answers: { status: 400 },
    afterwards: (_, answer) => isShort(answer),
  },
  ...[
    ['a number of 900,000 digits', '1'.repeat(900_000)],
    ['a name of 900,000 letters', `{"${'k'.repeat(900_000)}":1}`],
    ['300,000 empty arrays', `[${many('[]', 300_000)}]`],
    ['150,000 empty objects in objects of one name', `{${many('"a":{}', 130_000)}}`],
    ['a number with a huge exponent', '1e999999999'],
    ['150,000 escaped zero characters', `"${'\\u0000'.repeat(150_000)}"`],
  ].map(
    ([what, value]): Case => ({
      name: `${what} in JSON is stored as it was sent`,
      contract: 'B.3 JSON2',
      topic: {},
      request: post('/topics/{topic}', json2, `{"records":[{"value":${value}}]}`),
      answers: stored([[0, 0]]),
    }),
  ),
]

const tricks = [
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f%2e%2e%2f',
  '%252e%252e%252f',
  '%25252e',
  'a%00b',
  'a%0d%0aX-Injected:%20yes',
  'a%0aSet-Cookie:%20a=b',
  'a%e5%98%8a%e5%98%8dX-Injected:%20yes',
  '%c0%ae%c0%ae%c0%af',
  '..;',
  'a%5cb',
  'a;jsessionid=1',
]

/** Paths that would be others to a careless reader. */
export const hostilePaths: readonly Case[] = [
  ...tricks.flatMap((trick): Case[] => [
    {
      name: `GET of the topic ${trick} is a topic that cannot be: nothing of it comes into a header`,
      contract: 'B.2',
      request: get(`/topics/${trick}`),
      answers: {
        ...refused(404, 40403),
        headers: { 'x-injected': null, 'set-cookie': null },
      },
    },
    {
      name: `produce to the topic ${trick} stores nothing anywhere`,
      contract: 'B.3',
      request: post(`/topics/${trick}`, json2, record),
      answers: { ...stored([50002]), headers: { 'x-injected': null, 'set-cookie': null } },
      afterwards: storesNothing,
    },
    {
      name: `GET of the topic ${trick} of version 3 as well`,
      contract: 'C.2',
      given: async ({ send: ask }) => ({ cluster: clusterOf((await ask(get('/v3/clusters'))).json) }),
      request: get(`/v3/clusters/{cluster}/topics/${trick}`),
      answers: { ...refused(404, 40403), type: JSON_TYPE, headers: { 'x-injected': null, 'set-cookie': null } },
    },
    {
      name: `a group named ${trick} has no instance, and names no other path`,
      contract: 'B.5',
      request: send('DELETE', `/consumers/${trick}/instances/${trick}`),
      answers: { ...refused(404, 40403), headers: { 'x-injected': null, 'set-cookie': null } },
    },
  ]),
  {
    name: 'a slash that is written as %2F parts no path',
    contract: 'A.5',
    request: get('/topics%2F{empty}'),
    answers: { ...refused(404, 404), type: JSON_TYPE },
  },
  {
    name: 'what is encoded twice is decoded once',
    contract: 'A.5',
    request: get('/topics/%2574'),
    answers: refused(404, 40403),
  },
  {
    name: 'a link in an answer is of a plain host, whatever the headers say',
    contract: 'C.1',
    request: get('/v3/clusters', { 'x-forwarded-host': 'evil.example/"><script>', 'x-forwarded-proto': 'javascript' }),
    answers: { status: 200 },
    afterwards(_, { text }) {
      equal(/evil|script/.test(text), false)
    },
  },
]

function clusterOf(list: unknown): string {
  return (list as { data: { cluster_id: string }[] }).data[0]?.cluster_id ?? ''
}
