import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Case, type Facts, get, json2, post, refused, send } from './case.ts'
import {
  consumer,
  createConsumer,
  newGroup,
  produced,
  readAll,
  remove,
  sent,
  steps,
  V1,
  V2,
  valuesOf,
} from './consumer.ts'

const json1 = 'application/vnd.kafka.json.v1+json'
const binary1 = 'application/vnd.kafka.binary.v1+json'

/** An instance made as v1's clients make it: no automatic commits, offsets reset in ZooKeeper's words. */
const consumer1 =
  (config: object = {}) =>
  async ({ send: ask }: Facts) => {
    const group = newGroup()
    const answer = await ask(
      post(`/consumers/${group}`, V1, { format: 'json', 'auto.offset.reset': 'smallest', ...config }, { accept: V1 }),
    )
    equal(answer.status, 200, answer.text)
    equal(answer.headers.get('content-type'), V1)
    const { instance_id, base_uri } = answer.json as { instance_id: string; base_uri: string }
    return { group, name: instance_id, base: new URL(base_uri).pathname }
  }
const readTopic = (query = '', accept: string = json1) => get(`{base}/topics/{topic}${query}`, { accept })
const messages = (query: string, accept: string = json1) =>
  get(`/topics/{topic}/partitions/0/messages?${query}`, { accept })

/** Answers of v1's routes that read have the type of what they carry. */
const asJson = { status: 200, type: json1 } as const

export const consumeV1: readonly Case[] = [
  {
    name: 'smallest: the first read of a topic subscribes to it and has its records from the beginning',
    contract: 'G consume',
    topic: {},
    given: steps(produced(1, { key: 'k', value: { a: 2 } }), consumer1()),
    request: readTopic('?timeout=5000'),
    answers: {
      ...asJson,
      body: [
        { topic: /\S/, key: null, value: 1, partition: 0, offset: 0 },
        { topic: /\S/, key: 'k', value: { a: 2 }, partition: 0, offset: 1 },
      ],
    },
  },
  {
    name: 'largest: only what comes after the first read',
    contract: 'G consume',
    topic: {},
    given: steps(
      produced('before'),
      consumer1({ 'auto.offset.reset': 'largest' }),
      sent(() => readTopic('?timeout=1')),
      produced('after'),
    ),
    request: readTopic('?timeout=5000'),
    answers: asJson,
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['after']),
  },
  {
    name: 'max_bytes limits a read',
    contract: 'G consume',
    topic: {},
    given: steps(produced('aaaa', 'bbbb'), consumer1()),
    request: readTopic('?max_bytes=6&timeout=5000'),
    answers: asJson,
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['aaaa']),
  },
  {
    name: 'another topic answers 409/40901',
    contract: 'G consume',
    topic: {},
    given: steps(
      consumer1(),
      sent(() => readTopic('?timeout=1')),
    ),
    request: get('{base}/topics/another', { accept: json1 }),
    answers: { ...refused(409, 40901), type: json1 },
  },
  {
    name: 'a topic that does not exist answers 404/40401, and one that does can be read then',
    contract: 'G consume',
    topic: {},
    given: steps(produced(1), consumer1()),
    request: get('{base}/topics/no-such-topic', { accept: json1 }),
    answers: { ...refused(404, 40401), type: json1 },
    async afterwards({ send: ask }) {
      deepEqual(valuesOf(await ask(readTopic('?timeout=5000'))), [1])
    },
  },
  {
    name: 'a binary media type on a JSON instance answers 406/40601',
    contract: 'G',
    topic: {},
    given: consumer1(),
    request: readTopic('', binary1),
    answers: { ...refused(406, 40601), type: binary1 },
  },
  {
    name: 'no format in Accept answers in the instance’s own, as v1',
    contract: 'G',
    topic: {},
    given: steps(produced('x'), consumer1({ format: 'binary' })),
    request: readTopic('?timeout=5000', V1),
    answers: { status: 200, type: binary1 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['Ingi']),
  },
  {
    name: 'a v1 instance commits nothing by itself unless told',
    contract: 'G consumer create',
    topic: {},
    given: steps(
      produced(1, 2),
      consumer1(),
      sent(() => readTopic('?timeout=5000')),
      sent(() => send('DELETE', '{base}', V1)),
      ({ send: ask, values }) => createConsumer({ send: ask }, {}, values.group),
    ),
    request: ({ topic }) => get(`{base}/offsets?topic=${topic}&partition=0`),
    answers: { status: 200, body: { offsets: [] } },
  },
  {
    name: 'commit all answers the list of what was committed',
    contract: 'G commit',
    topic: {},
    given: steps(
      produced(1, 2, 3),
      consumer1(),
      sent(() => readTopic('?timeout=5000')),
    ),
    request: send('POST', '{base}/offsets', V1, undefined, { accept: V1 }),
    answers: { status: 200, type: V1, body: [{ topic: /\S/, partition: 0, consumed: 3, committed: 3 }] },
    async afterwards({ send: ask, topic }) {
      const { json } = await ask(get(`{base}/offsets?topic=${topic}&partition=0`))
      deepEqual(json, { offsets: [{ topic, partition: 0, offset: 3, metadata: '' }] })
    },
  },
  {
    name: 'DELETE answers 204, and then the instance is not found',
    contract: 'users 3',
    given: consumer1(),
    request: send('DELETE', '{base}', V1),
    answers: { status: 204 },
    async afterwards({ send: ask }) {
      const gone = await ask(get('{base}/topics/t', { accept: json1 }))
      deepEqual([gone.status, (gone.json as { error_code: number }).error_code], [404, 40403])
    },
  },
  {
    name: 'a v2 instance is read by topic as well, as scripts of the course do',
    contract: 'users 2',
    topic: {},
    given: steps(produced(1, 2), consumer()),
    request: get('{base}/topics/{topic}?timeout=5000', { accept: json2 }),
    answers: { status: 200, type: json2 },
    async afterwards(facts, answer) {
      deepEqual(valuesOf(answer), [1, 2])
      equal((await facts.send(send('POST', '{base}/offsets', json2))).status, 200)
      equal((await facts.send(remove())).status, 204)
    },
  },
  {
    name: 'a topic that was subscribed to in v2’s way is read by topic',
    contract: 'users 2',
    topic: {},
    given: steps(
      produced(1),
      consumer(),
      sent(({ topic }) => post('{base}/subscription', V2, { topics: ['x', topic] })),
    ),
    request: get('{base}/topics/{topic}?timeout=5000', { accept: json2 }),
    answers: { status: 200, type: json2 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), [1]),
  },
  {
    name: 'a topic cannot be read by its name on an instance with a pattern: 409/40903',
    contract: 'B.6',
    topic: {},
    given: steps(
      consumer(),
      sent(() => post('{base}/subscription', V2, { topic_pattern: 'a' })),
    ),
    request: get('{base}/topics/{topic}', { accept: json2 }),
    answers: { ...refused(409, 40903), type: json2 },
  },

  {
    name: 'the simple consumer answers one message at an offset',
    contract: 'G simple consumer',
    topic: {},
    given: produced('a', 'b', 'c'),
    request: messages('offset=1'),
    answers: { ...asJson, headers: { 'kafka-next-offset': '2' } },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['b']),
  },
  {
    name: 'the simple consumer answers count messages, or those there are',
    contract: 'G simple consumer',
    topic: {},
    given: produced('a', 'b', 'c'),
    request: messages('offset=0&count=2'),
    answers: asJson,
    async afterwards({ send: ask }, answer) {
      deepEqual(valuesOf(answer), ['a', 'b'])
      deepEqual(valuesOf(await ask(messages('offset=1&count=100'))), ['b', 'c'])
      deepEqual(valuesOf(await ask(messages('offset=3&count=100'))), [])
    },
  },
  {
    name: 'the simple consumer finds a message by its time',
    contract: 'G simple consumer',
    topic: {},
    given: produced({ value: 'a', timestamp: 1000 }, { value: 'b', timestamp: 2000 }),
    request: messages('timestamp=1500'),
    answers: asJson,
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['b']),
  },
  {
    name: 'the simple consumer’s format is the Accept header’s, binary without one',
    contract: 'G simple consumer',
    topic: {},
    given: produced('x'),
    request: get('/topics/{topic}/partitions/0/messages?offset=0'),
    answers: { status: 200, type: 'application/vnd.kafka.binary.v2+json' },
    async afterwards({ send: ask }, answer) {
      deepEqual(valuesOf(answer), ['Ingi'])
      deepEqual(valuesOf(await ask(messages('offset=0', binary1))), ['Ingi'])
    },
  },
  ...['', 'offset=0&timestamp=0', 'offset=-1', 'offset=x', 'timestamp=x', 'offset=0&count=0', 'offset=0&count=x'].map(
    (query): Case => ({
      name: `the simple consumer with ?${query} answers 400`,
      contract: 'G simple consumer',
      topic: {},
      request: messages(query),
      answers: { ...refused(400, 400), type: json1 },
    }),
  ),
  {
    name: 'the simple consumer on a topic that does not exist answers 404/40401',
    contract: 'G',
    topic: 'missing',
    request: messages('offset=0'),
    answers: { ...refused(404, 40401), type: json1 },
  },
  {
    name: 'the simple consumer on a partition that does not exist answers 404/40402',
    contract: 'G',
    topic: {},
    request: get('/topics/{topic}/partitions/5/messages?offset=0', { accept: json1 }),
    answers: { ...refused(404, 40402), type: json1 },
  },
  {
    name: 'the simple consumer beyond the end of the partition answers 409/40903 and names the offset',
    contract: 'G',
    topic: {},
    given: produced(1),
    request: messages('offset=100'),
    answers: { ...refused(409, 40903, /offset 100 is out of range/), type: json1 },
  },
  {
    name: 'everything of a long topic is read by the simple consumer, batch after batch',
    contract: 'G simple consumer',
    topic: {},
    given: produced(...Array.from({ length: 300 }, (_, i) => i)),
    request: messages('offset=0&count=7'),
    answers: asJson,
    async afterwards(facts, first) {
      const values = valuesOf(first)
      for (let answer = first; values.length < 300; ) {
        const next = answer.headers.get('kafka-next-offset')
        answer = await facts.send(messages(`offset=${next}&count=70`))
        ok(valuesOf(answer).length > 0)
        values.push(...valuesOf(answer))
      }
      deepEqual(
        values,
        Array.from({ length: 300 }, (_, i) => i),
      )
    },
  },
  {
    name: 'an instance of v1 can be read in v2’s way',
    contract: 'G separation, kinder',
    topic: {},
    given: steps(
      produced(1),
      consumer1(),
      sent(({ topic }) => post('{base}/subscription', V2, { topics: [topic] })),
    ),
    request: get('{base}/subscription'),
    answers: { status: 200, body: { topics: [/\S/] } },
    afterwards: async (facts) => deepEqual(await readAll(facts, '{base}', 1), [1]),
  },
]
