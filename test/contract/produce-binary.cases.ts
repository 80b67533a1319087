import { deepEqual, equal, ok } from 'node:assert/strict'
import { readTopic } from '../support/kafka.ts'
import { binary2, type Case, json2, post, refused, stored } from './case.ts'
import { kept } from './kept.ts'

const produce = (body: unknown) => post('/topics/{topic}', binary2, body)
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

/** Keys and the partition of twelve that Kafka's own Java producer puts them into. */
const javaPartitions: readonly (readonly [string, number])[] = [
  ['', 9],
  ['AA==', 8],
  ['/w==', 3],
  ['AQI=', 10],
  ['AQID', 5],
  ['AQIDBA==', 1],
  ['gP8AfwU=', 1],
  ['a2Fma2E=', 4],
  [Buffer.alloc(1000).toString('base64'), 8],
]

/** The case stores nothing at all. */
export async function storesNothing({ topic }: { topic: string }): Promise<void> {
  deepEqual(await kept(topic, 0), [])
}

export const produceBinary: readonly Case[] = [
  {
    name: 'no Content-Type is processed as binary',
    contract: 'H.4 14',
    topic: {},
    request: post('/topics/{topic}', undefined, '{"records": [{"value": "S2Fma2E="}]}'),
    answers: stored([[0, 0]]),
    async afterwards({ topic }) {
      deepEqual(await kept(topic, 1), [{ partition: 0, key: null, value: 'Kafka' }])
    },
  },
  ...['{}', '{"records": []}', '{"records": null}', '', ' \r\n\t', 'null'].map(
    (body): Case => ({
      name: `a body of ${body === '' ? 'nothing' : JSON.stringify(body)} answers 422 with 422`,
      contract: 'H.4 15',
      topic: {},
      request: produce(body),
      answers: refused(422, 422),
    }),
  ),
  {
    name: 'an unknown field in a record answers 422 and names it',
    contract: 'H.4 16',
    request: produce('{"records": [{"value": "QQ=="}, {"value": "QQ==", "offset": 1}]}'),
    answers: refused(422, 422, /^Unrecognized field: offset$/),
    afterwards: storesNothing,
  },
  {
    name: 'malformed JSON answers 400 with 400',
    contract: 'H.4 17',
    request: produce('{"records": [{"value": "QQ=="}'),
    answers: refused(400, 400),
    afterwards: storesNothing,
  },
  {
    name: 'a value that is no base64 answers 400 and nothing of the request is produced',
    contract: 'H.4 18',
    request: produce({ records: [{ value: 'QQ==' }, { value: 'no base64!' }] }),
    answers: refused(400, 400, /^Bad Request: .*base64/),
    afterwards: storesNothing,
  },
  {
    name: 'a key that is no base64 answers 400 and nothing of the request is produced',
    contract: 'H.4 18',
    request: produce({ records: [{ key: '*', value: 'QQ==' }] }),
    answers: refused(400, 400, /^Bad Request: .*base64/),
    afterwards: storesNothing,
  },
  {
    name: 'offsets come back in the order of the request, with nulls for error fields',
    contract: 'H.4 19',
    topic: { partitions: 2 },
    request: produce({
      records: [
        { value: 'YQ==', partition: 1 },
        { value: 'Yg==', partition: 0 },
        { value: 'Yw==', partition: 1 },
      ],
    }),
    answers: stored([
      [1, 0],
      [0, 0],
      [1, 1],
    ]),
    async afterwards({ topic }) {
      deepEqual(await kept(topic, 3), [
        { partition: 0, key: null, value: 'b' },
        { partition: 1, key: null, value: 'a' },
        { partition: 1, key: null, value: 'c' },
      ])
    },
  },
  {
    name: 'a record’s partition overrides the one of the path',
    contract: 'H.4 20',
    topic: { partitions: 3 },
    request: post('/topics/{topic}/partitions/2', binary2, {
      records: [{ value: 'YQ==', partition: 1 }, { value: 'Yg==' }, { value: 'Yw==', partition: null }],
    }),
    answers: stored([
      [1, 0],
      [2, 0],
      [2, 1],
    ]),
  },
  {
    name: 'a missing topic answers 200 with an entry of 50003 after max.block',
    contract: 'H.4 22',
    topic: 'missing',
    given: async () => ({ started: String(Date.now()) }),
    request: produce({ records: [{ value: 'YQ==' }, { value: 'Yg==' }] }),
    answers: stored([50003, 50003]),
    afterwards({ values }) {
      // It may be about to be created: the brokers are asked until max.block is over, once for all records.
      const ms = Date.now() - Number(values.started)
      ok(ms >= 800 && ms < 5000, `${ms} ms`)
    },
  },
  {
    name: 'a partition out of range answers 200 with an entry of 50003, the others are stored',
    contract: 'B.3',
    topic: {},
    request: produce({ records: [{ value: 'YQ==', partition: 1 }, { value: 'Yg==' }] }),
    answers: stored([50003, [0, 0]]),
  },
  {
    name: 'a partition of the path out of range answers 200 with entries of 50003',
    contract: 'B.3',
    topic: {},
    request: post('/topics/{topic}/partitions/1', binary2, { records: [{ value: 'YQ==' }] }),
    answers: stored([50003]),
  },
  {
    name: 'an oversized record gives 200 with an entry of 50002, the others are stored',
    contract: 'H.4 30',
    topic: {},
    request: () =>
      produce({
        records: [{ value: 'YQ==' }, { value: Buffer.alloc(1_100_000).toString('base64') }, { value: 'Yg==' }],
      }),
    answers: stored([[0, 0], 50002, [0, 1]]),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 2)).length, 2)
    },
  },
  {
    name: 'a record larger than its topic takes gives an entry of 50002, the others are stored',
    contract: 'H.4 30',
    topic: { configs: { 'max.message.bytes': '2000' } },
    request: () => produce({ records: [{ value: 'YQ==' }, { value: 'A'.repeat(4000) }, { value: 'Yg==' }] }),
    answers: { status: 200 },
    afterwards(_, { json }) {
      const { offsets } = json as { offsets: { error_code: number | null }[] }
      deepEqual(
        offsets.map(({ error_code }) => error_code),
        [null, 50002, null],
      )
    },
  },
  {
    name: 'all 256 bytes arrive as they are, as key and as value, with padding and without',
    contract: 'B.3 BIN',
    topic: {},
    request: produce({
      records: [
        { key: everyByte.toString('base64'), value: everyByte.toString('base64') },
        { key: null, value: everyByte.toString('base64').replaceAll('=', '') },
      ],
    }),
    answers: stored([
      [0, 0],
      [0, 1],
    ]),
    async afterwards({ topic }) {
      const records = await readTopic(topic, 2)
      deepEqual(
        records.map(({ key, value }) => [key, value]),
        [
          [everyByte, everyByte],
          [null, everyByte],
        ],
      )
    },
  },
  {
    name: 'an empty string is an empty key or value, null and absence are null',
    contract: 'B.3 BIN',
    topic: {},
    request: produce({ records: [{ key: '', value: '' }, { key: null, value: null }, {}] }),
    answers: stored([
      [0, 0],
      [0, 1],
      [0, 2],
    ]),
    async afterwards({ topic }) {
      deepEqual(await kept(topic, 3), [
        { partition: 0, key: '', value: '' },
        { partition: 0, key: null, value: null },
        { partition: 0, key: null, value: null },
      ])
    },
  },
  {
    name: 'a key’s partition is the one Java’s murmur2 gives, an empty key’s too',
    contract: 'B.3',
    topic: { partitions: 12 },
    request: produce({ records: javaPartitions.map(([key]) => ({ key, value: 'YQ==' })) }),
    answers: { status: 200 },
    afterwards(_, { json }) {
      deepEqual(
        (json as { offsets: { partition: number }[] }).offsets.map(({ partition }) => partition),
        javaPartitions.map(([, partition]) => partition),
      )
    },
  },
  {
    name: 'schemas in a binary request are not looked at',
    contract: 'B.3',
    topic: {},
    request: produce({ value_schema: 'nonsense', key_schema_id: 7, records: [{ value: 'YQ==' }] }),
    answers: stored([[0, 0]]),
  },
  {
    name: 'schema members of a JSON request are not looked at',
    contract: 'B.3',
    topic: {},
    request: post('/topics/{topic}', json2, { key_schema: '{', value_schema_id: 7, records: [{ value: 1 }] }),
    answers: stored([[0, 0]]),
  },
]
