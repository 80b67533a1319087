import { deepEqual, equal, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, get, json2, post, refused } from './case.ts'
import { produced, type ReadRecord, valuesOf } from './consumer.ts'

const read = (query: string, accept: string = json2) => get(`/topics/{topic}/partitions/0/records?${query}`, { accept })
const ofJson = { status: 200, type: json2 } as const
const numbers = Array.from({ length: 10 }, (_, i) => i)

export const consumePartition: readonly Case[] = [
  {
    name: 'a partition is read from an offset without a group, and the answer says where to go on',
    contract: 'I 9; an extension',
    topic: {},
    given: produced(...numbers),
    request: read('offset=4'),
    answers: { ...ofJson, headers: { 'kafka-next-offset': '10' } },
    afterwards({ topic }, answer) {
      deepEqual(valuesOf(answer), [4, 5, 6, 7, 8, 9])
      deepEqual((answer.json as ReadRecord[])[0], { topic, key: null, value: 4, partition: 0, offset: 4 })
    },
  },
  {
    name: 'earliest is the beginning',
    contract: 'I 9',
    topic: {},
    given: produced(...numbers),
    request: read('offset=earliest&max_bytes=3'),
    answers: { ...ofJson, headers: { 'kafka-next-offset': '3' } },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [0, 1, 2]),
  },
  {
    name: 'latest is the end: nothing yet, and a place to come back to',
    contract: 'I 9',
    topic: {},
    given: produced(...numbers),
    request: read('offset=latest&timeout=1'),
    answers: { ...ofJson, body: [], headers: { 'kafka-next-offset': '10' } },
    async afterwards({ send }) {
      const waiting = send(read('offset=10&timeout=20000'))
      await send(post('/topics/{topic}', json2, { records: [{ value: 'new' }] }))
      const answer = await waiting
      deepEqual(valuesOf(answer), ['new'])
      equal(answer.headers.get('kafka-next-offset'), '11')
    },
  },
  ...['timestamp=1500', 'timestamp=1970-01-01T00:00:01.500Z'].map(
    (query): Case => ({
      name: `?${query} begins with the first record at or after it`,
      contract: 'I 19',
      topic: {},
      given: produced(
        { value: 'a', timestamp: 1000 },
        { value: 'b', timestamp: 2000 },
        { value: 'c', timestamp: 3000 },
      ),
      request: read(query),
      answers: ofJson,
      afterwards: (_, answer) => deepEqual(valuesOf(answer), ['b', 'c']),
    }),
  ),
  {
    name: 'a timestamp after the last record begins at the end',
    contract: 'I 19',
    topic: {},
    given: produced(1),
    request: read('timestamp=2999-01-01T00:00:00Z&timeout=1'),
    answers: { ...ofJson, body: [], headers: { 'kafka-next-offset': '1' } },
  },
  {
    name: 'a large record is answered alone, whatever max_bytes says',
    contract: 'design 4.8',
    topic: {},
    given: produced('x'.repeat(500_000), 'y'),
    request: read('offset=0&max_bytes=10'),
    answers: { ...ofJson, headers: { 'kafka-next-offset': '1' } },
    afterwards: (_, answer) => equal((valuesOf(answer)[0] as string).length, 500_000),
  },
  {
    name: 'include=headers,timestamp adds both',
    contract: 'I 6, 7',
    topic: {},
    given: produced({ value: 1, timestamp: 5, headers: [{ name: 'a', value: 'AA==' }] }),
    request: read('offset=0&include=timestamp,headers'),
    answers: ofJson,
    afterwards(_, { json }) {
      const [record] = json as { timestamp: number; headers: unknown }[]
      deepEqual([record?.timestamp, record?.headers], [5, [{ name: 'a', value: 'AA==' }]])
    },
  },
  {
    name: 'a read with data answers at once',
    contract: 'design 4',
    topic: {},
    given: async (facts) => {
      await produced(1)(facts)
      const startedAt = performance.now()
      equal((await facts.send(read('offset=0&timeout=20000'))).status, 200)
      return { ms: String(performance.now() - startedAt) }
    },
    request: read('offset=0'),
    answers: ofJson,
    afterwards: ({ values }) => ok(Number(values.ms) < 5000, values.ms),
  },
  ...[
    '',
    'offset=-1',
    'offset=1.5',
    'offset=x',
    'offset=0&timestamp=0',
    'timestamp=yesterday',
    'offset=0&timeout=x',
    'offset=0&max_bytes=-1',
  ].map(
    (query): Case => ({
      name: `?${query} answers 400`,
      contract: 'I 9',
      topic: {},
      request: read(query),
      answers: { ...refused(400, 400), type: json2 },
    }),
  ),
  {
    name: 'an offset beyond the end answers 409/40903 and names it',
    contract: 'I 9',
    topic: {},
    given: produced(1),
    request: read('offset=2'),
    answers: { ...refused(409, 40903, /offset 2 is out of range in partition 0/), type: json2 },
  },
  {
    name: 'a record that is not of the format answers 408/40801 and names its offset; those before it come first',
    contract: 'B.10',
    topic: {},
    given: async ({ send, topic }) => {
      await send(
        post(`/topics/${topic}`, 'application/vnd.kafka.binary.v2+json', {
          records: [{ value: 'MQ==' }, { value: 'eA==' }],
        }),
      )
      return undefined
    },
    request: read('offset=0'),
    answers: { ...ofJson, headers: { 'kafka-next-offset': '1' } },
    async afterwards({ send }, answer) {
      deepEqual(valuesOf(answer), [1])
      const bad = await send(read('offset=1'))
      equal(bad.status, 408)
      ok(/offset 1 of partition 0/.test(bad.text), bad.text)
    },
  },
  {
    name: 'a topic that does not exist answers 404/40401',
    contract: 'G',
    topic: 'missing',
    request: read('offset=0'),
    answers: { ...refused(404, 40401), type: json2 },
  },
  {
    name: 'a partition that does not exist answers 404/40402',
    contract: 'D',
    topic: {},
    request: get('/topics/{topic}/partitions/1/records?offset=0', { accept: json2 }),
    answers: { ...refused(404, 40402), type: json2 },
  },
  {
    name: 'a partition that is no number answers 404/404',
    contract: 'A.5',
    topic: {},
    request: get('/topics/{topic}/partitions/x/records?offset=0', { accept: json2 }),
    answers: { ...refused(404, 404), type: json2 },
  },
  {
    name: 'Accept: application/json is none of the route’s types: 406',
    contract: 'A.3',
    topic: {},
    request: read('offset=0', JSON_TYPE),
    answers: { ...refused(406, 406), type: null },
  },
]
