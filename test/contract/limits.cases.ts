import { equal } from 'node:assert/strict'
import { JSON_TYPE, V2 } from '../../shared/http/media-types.ts'
import { binary2, type Case, get, json2, post, refused } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const maxBytes = 10_485_760
const produce = (body: string, type = json2) => post('/topics/{topic}', type, body)
const records = (count: number) => `{"records":[${Array(count).fill('{"value":1}').join(',')}]}`

export const limits: readonly Case[] = [
  {
    name: '100,000 records of one request are all stored',
    contract: 'design 7, request.max.records',
    tooLargeForLambda: true,
    topic: { partitions: 2 },
    request: () => produce(records(100_000)),
    answers: { status: 200 },
    async afterwards({ send }, { json }) {
      const { offsets } = json as { offsets: { error_code: number | null }[] }
      equal(offsets.filter(({ error_code }) => error_code === null).length, 100_000)
      const ends = await Promise.all(
        [0, 1].map((partition) => send(get(`/topics/{topic}/partitions/${partition}/offsets`))),
      )
      equal(
        ends.reduce((sum, end) => sum + (end.json as { end_offset: number }).end_offset, 0),
        100_000,
      )
    },
  },
  {
    name: '100,001 records in one request answer 413',
    contract: 'design 7, request.max.records',
    topic: {},
    request: () => produce(records(100_001)),
    answers: refused(413, 413),
    afterwards: storesNothing,
  },
  {
    name: 'a body of exactly the limit is read',
    contract: 'design 7, request.max.bytes',
    topic: {},
    request: () => produce(`{"records":[]}${' '.repeat(maxBytes - 14)}`),
    tooLargeForLambda: true,
    answers: refused(422, 422),
  },
  {
    name: 'a body of one byte more answers 413',
    contract: 'design 7, request.max.bytes',
    topic: {},
    request: () => produce(`{"records":[]}${' '.repeat(maxBytes - 13)}`),
    tooLargeForLambda: true,
    answers: refused(413, 413),
  },
  {
    name: 'ten million opening brackets answer 400',
    contract: 'A.5',
    topic: {},
    request: () => produce('['.repeat(10_000_000)),
    tooLargeForLambda: true,
    answers: refused(400, 400),
  },
  {
    name: 'ten million opening brackets in a value answer 400',
    contract: 'A.5',
    topic: {},
    request: () => produce(`{"records":[{"value":${'['.repeat(10_000_000)}`),
    tooLargeForLambda: true,
    answers: refused(400, 400),
  },
  {
    name: 'a value nested a thousand deep is stored',
    contract: 'B.3 JSON2',
    topic: {},
    request: () => produce(`{"records":[{"value":${'['.repeat(1000)}${']'.repeat(1000)}}]}`),
    answers: { status: 200 },
    afterwards(_, { text }) {
      equal(text.includes('"error_code":null'), true)
    },
  },
  {
    name: 'a value nested 400,000 deep answers 400',
    contract: 'B.3 JSON2',
    topic: {},
    request: () => produce(`{"records":[{"value":${'['.repeat(400_000)}${']'.repeat(400_000)}}]}`),
    answers: refused(400, 400, /nested too deeply/),
  },
  {
    name: 'a nested array instead of base64 answers 400',
    contract: 'B.3 BIN',
    topic: {},
    request: () => produce(`{"records":[{"value":${'['.repeat(400_000)}${']'.repeat(400_000)}}]}`, binary2),
    answers: refused(400, 400),
  },
  {
    name: 'a string of backslashes and quotes is found to its end in linear time',
    contract: 'B.3 JSON2',
    topic: {},
    request: () => produce(`{"records":[{"value":"${'\\\\\\"'.repeat(240_000)}"}]}`),
    answers: { status: 200 },
    afterwards(_, { text }) {
      equal(text.includes('"error_code":null'), true)
    },
  },
  {
    name: 'a v3 batch of more bytes than the limit answers 413',
    contract: 'design 7, request.max.bytes',
    topic: {},
    request: () => post('/v3/clusters/any/topics/{topic}/records:batch', JSON_TYPE, `{}${' '.repeat(maxBytes)}`),
    tooLargeForLambda: true,
    answers: refused(413, 413),
  },
  {
    name: 'so does any other body of v3',
    contract: 'design 7, request.max.bytes',
    request: () => post('/v3/clusters/any/topics', JSON_TYPE, `{}${' '.repeat(maxBytes)}`),
    tooLargeForLambda: true,
    answers: refused(413, 413),
  },
  {
    name: 'and that of a new consumer',
    contract: 'design 7, request.max.bytes',
    request: () => post('/consumers/g', V2, `{}${' '.repeat(maxBytes)}`),
    tooLargeForLambda: true,
    answers: refused(413, 413),
  },
  ...(
    [
      ['/v3/clusters/any/topics', JSON_TYPE, 'configs'],
      ['/v3/clusters/any/topics/{topic}/records:batch', JSON_TYPE, 'entries'],
      ['/consumers/g', V2, 'name'],
      ['/consumers/g/instances/i/subscription', V2, 'topics'],
    ] as const
  ).map(
    ([path, type, member]): Case => ({
      name: `a body of ${path} that is nested 100,000 deep answers 400`,
      contract: 'A.5',
      topic: {},
      request: () => post(path, type, `{"${member}":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      answers: { status: 400, body: { error_code: 400, message: /\S/ } },
    }),
  ),
  {
    name: 'a record of v3 that is nested 100,000 deep is answered 400',
    contract: 'C.9',
    topic: {},
    request: () =>
      post(
        '/v3/clusters/any/topics/{topic}/records',
        JSON_TYPE,
        `{"value":{"type":"JSON","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      ),
    answers: { status: 200, lines: [{ error_code: 400, message: /\S/ }] },
  },
  {
    name: 'a record larger than producer.max.request.size is refused by itself',
    contract: 'B.3',
    topic: {},
    request: () => produce(`{"records":[{"value":1},{"value":"${'x'.repeat(1_048_577)}"},{"value":2}]}`),
    answers: { status: 200 },
    afterwards(_, { json }) {
      const { offsets } = json as { offsets: { error_code: number | null }[] }
      equal(offsets.map(({ error_code }) => error_code !== null).join(), 'false,true,false')
    },
  },
  {
    name: 'in v3 it is answered 413, and the stream goes on',
    contract: 'C.9',
    topic: {},
    request: () => {
      const record = (data: string) => `{"value":{"type":"STRING","data":"${data}"}}`
      return post(
        '/v3/clusters/any/topics/{topic}/records',
        JSON_TYPE,
        record('a') + record('x'.repeat(1_048_577)) + record('b'),
      )
    },
    answers: { status: 200 },
    afterwards(_, { lines = [] }) {
      equal(lines.map((line) => (line as { error_code: number }).error_code).join(), '200,413,200')
    },
  },
]
