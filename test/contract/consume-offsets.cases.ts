import { deepEqual, equal } from 'node:assert/strict'
import { type Case, get, json2, post, refused, send } from './case.ts'
import {
  assigned,
  consumer,
  createConsumer,
  hasRead,
  produced,
  readAll,
  sent,
  steps,
  subscribed,
  V2,
  valuesOf,
} from './consumer.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
const commit = (offset: number, metadata?: string) =>
  sent(({ topic }) => post('{base}/offsets', V2, { offsets: [{ topic, partition: 0, offset, metadata }] }))
const committedBy = ({ topic }: { topic: string }) => get(`{base}/offsets?topic=${topic}&partition=0`)
const place = ({ topic }: { topic: string }, more: object = {}) => ({ topic, partition: 0, ...more })
const seek = (path: string, body: unknown) => post(`{base}/positions${path}`, V2, body)
/** A subscribed instance that has read the first so many of the numbers in its topic. */
const hasReadOf = (count: number, config: object = {}) =>
  steps(produced(...numbers(count)), consumer(config), subscribed(), hasRead())

export const consumeOffsets: readonly Case[] = [
  {
    name: 'commit with offset 9 makes the committed offset 10; GET offsets shows 10',
    contract: 'H.4 47',
    topic: {},
    given: hasReadOf(12),
    request: ({ topic }) => post('{base}/offsets', V2, { offsets: [place({ topic }, { offset: 9 })] }),
    answers: { status: 200, body: [] },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(committedBy({ topic }))).json, {
        offsets: [{ topic, partition: 0, offset: 10, metadata: '' }],
      })
    },
  },
  {
    name: 'metadata of a commit comes back',
    contract: 'B.9',
    topic: {},
    given: steps(hasReadOf(1), commit(0, 'größe "x"')),
    request: committedBy,
    answers: { status: 200, body: { offsets: [{ topic: /\S/, partition: 0, offset: 1, metadata: 'größe "x"' }] } },
  },
  ...['', '{}', 'null', '{"offsets":null}'].map(
    (body): Case => ({
      name: `commit with ${body === '' ? 'an empty body' : body} answers 200 [] and commits what was read`,
      contract: 'H.4 48',
      topic: {},
      given: hasReadOf(3),
      request: post('{base}/offsets', V2, body),
      answers: { status: 200, body: [] },
      async afterwards({ send: ask, topic }) {
        deepEqual((await ask(committedBy({ topic }))).json, {
          offsets: [{ topic, partition: 0, offset: 3, metadata: '' }],
        })
      },
    }),
  ),
  {
    name: 'a commit as POST with Content-Type and no body, as the course has it, commits what was read',
    contract: 'users 2',
    topic: {},
    given: hasReadOf(2),
    request: send('POST', '{base}/offsets', json2),
    answers: { status: 200, body: [] },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(committedBy({ topic }))).json, {
        offsets: [{ topic, partition: 0, offset: 2, metadata: '' }],
      })
    },
  },
  {
    name: 'async in the query changes nothing',
    contract: 'B.9',
    topic: {},
    given: hasReadOf(2),
    request: send('POST', '{base}/offsets?async=true', V2),
    answers: { status: 200, body: [] },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(committedBy({ topic }))).json, {
        offsets: [{ topic, partition: 0, offset: 2, metadata: '' }],
      })
    },
  },
  {
    name: 'an empty list commits nothing',
    contract: 'B.9',
    topic: {},
    given: hasReadOf(2),
    request: post('{base}/offsets', V2, { offsets: [] }),
    answers: { status: 200, body: [] },
    afterwards: async ({ send: ask, topic }) => deepEqual((await ask(committedBy({ topic }))).json, { offsets: [] }),
  },
  {
    name: 'a commit before anything was read answers 200 []',
    contract: 'B.9',
    given: consumer(),
    request: send('POST', '{base}/offsets', V2),
    answers: { status: 200, body: [] },
  },
  {
    name: 'a commit of a partition that does not exist answers 404/40403',
    contract: 'D 40403',
    topic: {},
    given: consumer(),
    request: ({ topic }) => post('{base}/offsets', V2, { offsets: [{ topic, partition: 9, offset: 0 }] }),
    answers: refused(404, 40403, /topic-partition/),
  },
  {
    name: 'metadata longer than Kafka takes is refused: 400/40002',
    contract: 'B.9',
    topic: {},
    given: consumer(),
    request: ({ topic }) =>
      post('{base}/offsets', V2, { offsets: [place({ topic }, { offset: 0, metadata: 'x'.repeat(5000) })] }),
    answers: refused(400, 40002),
  },
  {
    name: 'what the group has committed is where its next instance begins',
    contract: 'E.5',
    topic: {},
    given: steps(
      hasReadOf(5),
      commit(2),
      sent(() => send('DELETE', '{base}')),
      ({ send: ask, values }) => createConsumer({ send: ask }, {}, values.group),
      subscribed(),
    ),
    request: get('{base}/records?timeout=5000', { accept: json2 }),
    answers: { status: 200, type: json2 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [3, 4]),
  },
  {
    name: 'an instance that commits by itself commits what it has read when it is deleted',
    contract: 'E.3',
    topic: {},
    given: steps(
      hasReadOf(4, { 'auto.commit.enable': 'true' }),
      sent(() => send('DELETE', '{base}')),
      ({ send: ask, values }) => createConsumer({ send: ask }, {}, values.group),
    ),
    request: committedBy,
    answers: { status: 200, body: { offsets: [{ topic: /\S/, partition: 0, offset: 4, metadata: '' }] } },
  },
  {
    name: 'an instance that does not commits nothing when it is deleted',
    contract: 'E.3',
    topic: {},
    given: steps(
      hasReadOf(4),
      sent(() => send('DELETE', '{base}')),
      ({ send: ask, values }) => createConsumer({ send: ask }, {}, values.group),
    ),
    request: committedBy,
    answers: { status: 200, body: { offsets: [] } },
  },
  {
    name: 'GET offsets without partitions answers 404/40402',
    contract: 'H.4 49',
    given: consumer(),
    request: get('{base}/offsets'),
    answers: refused(404, 40402),
  },
  {
    name: 'GET offsets takes partitions=topic:partition,… in the query; what has nothing committed is left out',
    contract: 'B.9, design 5',
    topic: { partitions: 2 },
    given: steps(consumer(), commit(4)),
    request: ({ topic }) => get(`{base}/offsets?partitions=${topic}:0,${topic}:1,no-topic:0`),
    answers: { status: 200, body: { offsets: [{ topic: /\S/, partition: 0, offset: 5, metadata: '' }] } },
  },
  ...['partitions=', 'partitions=a', 'partitions=a:x', 'topic=a', 'topic=a&partition=-1', 'topic=a/b&partition=0'].map(
    (query): Case => ({
      name: `GET offsets?${query} answers 422/422`,
      contract: 'B.9',
      given: consumer(),
      request: get(`{base}/offsets?${query}`),
      answers: refused(422, 422),
    }),
  ),
  {
    name: 'a seek on a partition that is not assigned answers 409/40903',
    contract: 'H.4 50',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: (facts) => seek('', { offsets: [place(facts, { offset: 1 })] }),
    answers: refused(409, 40903, /^Illegal state: No current assignment for partition /),
  },
  {
    name: 'of a seek with one partition that is not assigned nothing is done',
    contract: 'B.8',
    topic: {},
    given: hasReadOf(3),
    request: ({ topic }) =>
      seek('', { offsets: [place({ topic }, { offset: 1 }), { topic, partition: 1, offset: 1 }] }),
    answers: refused(409, 40903),
    afterwards: async (facts) => deepEqual(await readAll(facts, '{base}', 0), []),
  },
  {
    name: 'positions/beginning, then read, returns the first record again',
    contract: 'H.4 51',
    topic: {},
    given: hasReadOf(3),
    request: (facts) => seek('/beginning', { partitions: [place(facts)] }),
    answers: { status: 204 },
    afterwards: async (facts) => deepEqual(await readAll(facts, '{base}', 3), [0, 1, 2]),
  },
  {
    name: 'positions/end, then read, returns only what comes later',
    contract: 'B.8',
    topic: {},
    given: steps(produced(1, 2), consumer(), subscribed(), hasRead('?timeout=5000&max_bytes=1')),
    request: (facts) => seek('/end', { partitions: [place(facts)] }),
    answers: { status: 204 },
    async afterwards(facts) {
      deepEqual(await readAll(facts, '{base}', 0), [])
      await facts.send(post('/topics/{topic}', json2, { records: [{ value: 'later' }] }))
      deepEqual(await readAll(facts, '{base}', 1), ['later'])
    },
  },
  {
    name: 'a seek to an offset takes effect with the next read, whatever was fetched before',
    contract: 'E.4',
    topic: {},
    given: steps(produced(...numbers(100)), consumer(), subscribed(), hasRead('?timeout=5000&max_bytes=3')),
    request: (facts) => seek('', { offsets: [place(facts, { offset: 97, metadata: 'x' })] }),
    answers: { status: 204 },
    afterwards: async (facts) => deepEqual(await readAll(facts, '{base}', 3), [97, 98, 99]),
  },
  {
    name: 'positions by timestamp land on the first record at or after it',
    contract: 'H.4 52',
    topic: {},
    given: steps(
      produced(
        { value: 'a', timestamp: Date.parse('2024-02-01T10:00:00Z') },
        { value: 'b', timestamp: Date.parse('2024-02-01T10:00:01Z') },
        { value: 'c', timestamp: Date.parse('2024-02-01T10:00:03Z') },
      ),
      consumer(),
      assigned(),
    ),
    request: (facts) => seek('', { timestamps: [place(facts, { timestamp: '2024-02-01T10:00:02Z' })] }),
    answers: { status: 204 },
    async afterwards(facts) {
      deepEqual(await readAll(facts, '{base}', 1), ['c'])
      const { topic } = facts
      const exactly = { timestamps: [place({ topic }, { timestamp: '2024-02-01T11:00:01+01:00', metadata: 'm' })] }
      equal((await facts.send(seek('', exactly))).status, 204)
      deepEqual(await readAll(facts, '{base}', 2), ['b', 'c'])
    },
  },
  {
    name: 'a timestamp after the last record goes to the end',
    contract: 'J 3',
    topic: {},
    given: steps(produced(1), consumer(), assigned()),
    request: (facts) => seek('', { timestamps: [place(facts, { timestamp: '2999-01-01T00:00:00Z' })] }),
    answers: { status: 204 },
    async afterwards(facts) {
      deepEqual(await readAll(facts, '{base}', 0), [])
      await facts.send(post('/topics/{topic}', json2, { records: [{ value: 'later' }] }))
      deepEqual(await readAll(facts, '{base}', 1), ['later'])
    },
  },
  {
    name: 'of an offset and a timestamp for one partition the timestamp wins',
    contract: 'B.8',
    topic: {},
    given: steps(produced({ value: 'a', timestamp: 1000 }, { value: 'b', timestamp: 2000 }), consumer(), assigned()),
    request: (facts) =>
      seek('', {
        timestamps: [place(facts, { timestamp: '1970-01-01T00:00:02Z' })],
        offsets: [place(facts, { offset: 0 })],
      }),
    answers: { status: 204 },
    afterwards: async (facts) => deepEqual(await readAll(facts, '{base}', 1), ['b']),
  },
  ...(
    [
      ['earliest', [0, 1, 2]],
      ['latest', []],
    ] as const
  ).map(
    ([reset, expected]): Case => ({
      name: `an offset out of range goes where auto.offset.reset: ${reset} says`,
      contract: 'B.10',
      topic: {},
      given: steps(produced(0, 1, 2), consumer({ 'auto.offset.reset': reset }), assigned()),
      request: (facts) => seek('', { offsets: [place(facts, { offset: 1000 })] }),
      answers: { status: 204 },
      async afterwards(facts) {
        deepEqual(await readAll(facts, '{base}', expected.length), expected)
        await facts.send(post('/topics/{topic}', json2, { records: [{ value: 'later' }] }))
        deepEqual(await readAll(facts, '{base}', 1), ['later'])
      },
    }),
  ),
  {
    name: 'an offset out of range with auto.offset.reset: none answers 409/40903, and a seek goes on',
    contract: 'B.10',
    topic: {},
    given: steps(
      produced(0, 1, 2),
      consumer({ 'auto.offset.reset': 'none' }),
      assigned(),
      sent((facts) => seek('', { offsets: [place(facts, { offset: 1000 })] })),
    ),
    request: get('{base}/records?timeout=5000', { accept: json2 }),
    answers: { ...refused(409, 40903, /offset 1000 is out of range/), type: json2 },
    async afterwards(facts) {
      equal((await facts.send(seek('', { offsets: [place(facts, { offset: 1 })] }))).status, 204)
      deepEqual(await readAll(facts, '{base}', 2), [1, 2])
    },
  },
  {
    name: 'with auto.offset.reset: none and nothing committed a read answers 409/40903, and a seek goes on',
    contract: 'B.4',
    topic: {},
    given: steps(produced(0, 1, 2), consumer({ 'auto.offset.reset': 'none' }), subscribed()),
    request: get('{base}/records?timeout=5000', { accept: json2 }),
    answers: { ...refused(409, 40903, /no offset to begin at/), type: json2 },
    async afterwards(facts) {
      equal((await facts.send(send('POST', '{base}/offsets', V2))).status, 200)
      deepEqual((await facts.send(committedBy(facts))).json, { offsets: [] })
      equal((await facts.send(seek('', { offsets: [place(facts, { offset: 2 })] }))).status, 204)
      deepEqual(await readAll(facts, '{base}', 1), [2])
    },
  },
  {
    name: 'a second assignment keeps the positions of partitions that stay',
    contract: 'B.7',
    topic: { partitions: 2 },
    given: steps(
      produced({ value: 'a', partition: 0 }, { value: 'b', partition: 1 }),
      consumer(),
      assigned(0),
      hasRead(),
    ),
    request: ({ topic }) =>
      post('{base}/assignments', V2, { partitions: [0, 1, 1].map((partition) => ({ topic, partition })) }),
    answers: { status: 204 },
    async afterwards(facts) {
      const { topic } = facts
      deepEqual((await facts.send(get('{base}/assignments'))).json, {
        partitions: [0, 1].map((partition) => ({ topic, partition })),
      })
      deepEqual(await readAll(facts, '{base}', 1), ['b'])
    },
  },
  {
    name: 'an empty assignment is none: a subscription is possible then',
    contract: 'B.7',
    topic: {},
    given: steps(
      consumer(),
      assigned(),
      sent(() => post('{base}/assignments', V2, { partitions: [] })),
    ),
    request: ({ topic }) => post('{base}/subscription', V2, { topics: [topic] }),
    answers: { status: 204 },
  },
  ...(['topic', 'partition'] as const).map(
    (unknown): Case => ({
      name: `an assignment of a ${unknown} that does not exist answers 404/40403 and changes nothing`,
      contract: 'B.7',
      topic: {},
      given: steps(consumer(), assigned()),
      request: ({ topic }) =>
        post('{base}/assignments', V2, {
          partitions: [
            place({ topic }),
            unknown === 'topic' ? { topic: `${topic}-not`, partition: 0 } : { topic, partition: 7 },
          ],
        }),
      answers: refused(404, 40403, /topic-partition/),
      async afterwards({ send: ask, topic }) {
        deepEqual((await ask(get('{base}/assignments'))).json, { partitions: [place({ topic })] })
      },
    }),
  ),
]
