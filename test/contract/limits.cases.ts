import { equal } from 'node:assert/strict'
import { binary2, type Case, get, json2, post, refused } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const maxBytes = 10_485_760
const produce = (body: string, type = json2) => post('/topics/{topic}', type, body)
const records = (count: number) => `{"records":[${Array(count).fill('{"value":1}').join(',')}]}`

export const limits: readonly Case[] = [
  {
    name: '100,000 records of one request are all stored',
    contract: 'design 7, request.max.records',
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
]
