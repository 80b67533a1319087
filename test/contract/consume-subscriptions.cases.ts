import { deepEqual, equal, ok } from 'node:assert/strict'
import { createTopic } from '../support/kafka.ts'
import { until } from '../support/until.ts'
import { type Case, get, json2, post, refused, send } from './case.ts'
import { assigned, consumer, hasRead, produced, readAll, sent, steps, subscribed, V2, valuesOf } from './consumer.ts'

const subscribe = (body: unknown) => post('{base}/subscription', V2, body)
const unsubscribe = send('DELETE', '{base}/subscription', V2)
const exclusive = refused(409, 40903, /^Illegal state: .*mutually exclusive/)

/** Patterns that are no regular expressions, or want what no linear-time engine has. */
const badPatterns = ['(', '*', '[z-a]', '\\', 'a{2,1}', '(?=a)b', '(a)\\1', '(?<!a)b', '(((a{100}){100}){100}){100}']
/** Patterns that make backtracking engines run for years. */
const catastrophic = ['(a+)+$', '(a*)*b', '(a|a)*b', '(.*)*x', '([a-z]+)*[0-9]', '(a|aa)+$', '(?:a?){200}a{200}']

export const consumeSubscriptions: readonly Case[] = [
  {
    name: 'subscribe to topics, which need not exist, answers 204',
    contract: 'B.6',
    topic: 'missing',
    given: consumer(),
    request: ({ topic }) => subscribe({ topics: [topic] }),
    answers: { status: 204 },
    async afterwards({ send: ask, topic }, { text }) {
      equal(text, '')
      deepEqual((await ask(get('{base}/subscription'))).json, { topics: [topic] })
      const read = await ask(get('{base}/records?timeout=100'))
      deepEqual([read.status, read.json], [200, []])
    },
  },
  {
    name: 'a topic that comes after it was subscribed to is read',
    contract: 'B.6',
    topic: 'missing',
    given: steps(
      consumer(),
      subscribed(),
      hasRead('?timeout=1'),
      async ({ topic }) => {
        await createTopic({ name: topic })
        return undefined
      },
      produced('late'),
    ),
    request: get('{base}/records?timeout=10000', { accept: json2 }),
    answers: { status: 200, type: json2 },
    afterwards: (_, answer) => deepEqual(valuesOf(answer), ['late']),
  },
  {
    name: 'subscribe to topics, then to a pattern, answers 409/40903',
    contract: 'H.4 35',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: subscribe({ topic_pattern: 'a.*' }),
    answers: exclusive,
  },
  {
    name: 'after DELETE of the subscription the pattern succeeds',
    contract: 'H.4 35',
    topic: {},
    given: steps(
      consumer(),
      subscribed(),
      sent(() => unsubscribe),
    ),
    request: subscribe({ topic_pattern: 'a.*' }),
    answers: { status: 204 },
  },
  {
    name: 'a pattern, then topics, answers 409/40903',
    contract: 'B.6',
    given: steps(
      consumer(),
      sent(() => subscribe({ topic_pattern: 'a.*' })),
    ),
    request: subscribe({ topics: ['a'] }),
    answers: exclusive,
  },
  {
    name: 'both topics and topic_pattern: topics win, 204',
    contract: 'H.4 36',
    topic: 'missing',
    given: consumer(),
    request: ({ topic }) => subscribe({ topics: [topic], topic_pattern: '(' }),
    answers: { status: 204 },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(get('{base}/subscription'))).json, { topics: [topic] })
    },
  },
  {
    name: 'assign, then subscribe, answers 409/40903',
    contract: 'H.4 37',
    topic: {},
    given: steps(consumer(), assigned()),
    request: ({ topic }) => subscribe({ topics: [topic] }),
    answers: exclusive,
  },
  {
    name: 'subscribe, then assign, answers 409/40903',
    contract: 'B.7',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: ({ topic }) => post('{base}/assignments', V2, { partitions: [{ topic, partition: 0 }] }),
    answers: exclusive,
  },
  {
    name: 'assignments are empty before the first read',
    contract: 'H.4 38',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: get('{base}/assignments'),
    answers: { status: 200, body: { partitions: [] } },
  },
  {
    name: 'assignments are filled after the first read',
    contract: 'H.4 38',
    topic: { partitions: 3 },
    given: steps(consumer(), subscribed(), hasRead('?timeout=1')),
    request: get('{base}/assignments'),
    answers: { status: 200 },
    afterwards({ topic }, { json }) {
      const { partitions } = json as { partitions: { topic: string; partition: number }[] }
      deepEqual(
        partitions.toSorted((a, b) => a.partition - b.partition),
        [0, 1, 2].map((partition) => ({ topic, partition })),
      )
    },
  },
  {
    name: 'a second subscription of the same kind replaces the first',
    contract: 'B.6',
    topic: {},
    given: steps(
      consumer(),
      produced('seen'),
      sent(() => subscribe({ topics: ['other', 'third'] })),
      hasRead('?timeout=1'),
    ),
    request: ({ topic }) => subscribe({ topics: [topic, topic] }),
    answers: { status: 204 },
    async afterwards(facts) {
      deepEqual((await facts.send(get('{base}/subscription'))).json, { topics: [facts.topic] })
      deepEqual(await readAll(facts, '{base}', 1), ['seen'])
    },
  },
  {
    name: 'neither topics nor topic_pattern changes nothing, 204',
    contract: 'B.6',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: subscribe({}),
    answers: { status: 204 },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(get('{base}/subscription'))).json, { topics: [topic] })
    },
  },
  {
    name: 'no topics at all is to unsubscribe',
    contract: 'B.6',
    topic: {},
    given: steps(consumer(), subscribed(), hasRead('?timeout=1')),
    request: subscribe({ topics: [] }),
    answers: { status: 204 },
    async afterwards({ send: ask }) {
      deepEqual((await ask(get('{base}/subscription'))).json, { topics: [] })
      deepEqual((await ask(get('{base}/assignments'))).json, { partitions: [] })
      equal((await ask(get('{base}/records'))).status, 409)
    },
  },
  {
    name: 'DELETE of the subscription clears an assignment too',
    contract: 'B.6',
    topic: {},
    given: steps(consumer(), assigned()),
    request: unsubscribe,
    answers: { status: 204 },
    async afterwards({ send: ask, topic }) {
      deepEqual((await ask(get('{base}/assignments'))).json, { partitions: [] })
      equal((await ask(subscribe({ topics: [topic] }))).status, 204)
    },
  },
  {
    name: 'DELETE of a subscription that is not there answers 204',
    contract: 'B.6',
    given: consumer(),
    request: unsubscribe,
    answers: { status: 204 },
  },
  ...['', 'null'].map(
    (body): Case => ({
      name: `subscribe with ${body || 'an empty body'} answers 422/422`,
      contract: 'B.6',
      given: consumer(),
      request: subscribe(body),
      answers: refused(422, 422),
    }),
  ),
  ...[null, '', ' ', 'a/b', 'ü', '..', 'x'.repeat(250)].map(
    (topic): Case => ({
      name: `${JSON.stringify(topic)?.slice(0, 12)} among the topics answers 4xx`,
      contract: 'B.6',
      given: consumer(),
      request: subscribe({ topics: ['a', topic] }),
      answers: topic === null ? refused(400, 400) : refused(422, 422),
    }),
  ),
  {
    name: 'a pattern is matched against whole names, and GET says which topics it means',
    contract: 'B.6',
    topic: 'missing',
    given: steps(
      consumer(),
      async ({ topic }) => {
        for (const name of [`x${topic}`, topic, `${topic}1`]) await createTopic({ name })
        return undefined
      },
      sent(({ topic }) => subscribe({ topic_pattern: `${topic}[0-9]?` })),
      // Another case may just have had the topics listed: a new one goes unnoticed for `consumer.metadata.max.age.ms`.
      async ({ topic, send: ask }) => {
        await until(async () => (await ask(get('{base}/subscription'))).text.includes(`"${topic}1"`), 5000)
        return undefined
      },
    ),
    request: get('{base}/subscription'),
    answers: { status: 200 },
    afterwards({ topic }, { json }) {
      deepEqual((json as { topics: string[] }).topics.toSorted(), [topic, `${topic}1`])
    },
  },
  {
    name: 'a pattern’s topics are read, a new one soon after it comes',
    contract: 'B.6',
    topic: {},
    given: steps(
      produced('first'),
      consumer(),
      sent(({ topic }) => subscribe({ topic_pattern: `${topic}.*` })),
    ),
    request: get('{base}/records?timeout=5000', { accept: json2 }),
    answers: { status: 200, type: json2 },
    async afterwards({ send: ask, topic }, answer) {
      deepEqual(valuesOf(answer), ['first'])
      const late = await createTopic({ name: `${topic}-late` })
      await ask(post(`/topics/${late}`, json2, { records: [{ value: 'second' }] }))
      deepEqual(valuesOf(await ask(get('{base}/records?timeout=10000'))), ['second'])
    },
  },
  {
    name: 'Kafka’s internal topics match no pattern',
    contract: 'B.6',
    given: steps(
      consumer(),
      sent(() => subscribe({ topic_pattern: '__.*' })),
    ),
    request: get('{base}/subscription'),
    answers: { status: 200 },
    afterwards: (_, { text }) => ok(!text.includes('__consumer_offsets'), text),
  },
  ...badPatterns.map(
    (topic_pattern): Case => ({
      name: `the pattern ${topic_pattern} is refused: 422`,
      contract: 'B.6',
      given: consumer(),
      request: subscribe({ topic_pattern }),
      answers: refused(422, 422, /topic_pattern/),
    }),
  ),
  ...['', 'a'.repeat(1001)].map(
    (topic_pattern): Case => ({
      name: `a pattern of ${topic_pattern.length} characters is refused: 422`,
      contract: 'B.6',
      given: consumer(),
      request: subscribe({ topic_pattern }),
      answers: refused(422, 422, /topic_pattern/),
    }),
  ),
  ...catastrophic.map(
    (topic_pattern): Case => ({
      name: `the pattern ${topic_pattern} is matched in no time`,
      contract: 'B.6',
      topic: { hint: 'a'.repeat(200) },
      given: steps(
        consumer(),
        sent(() => subscribe({ topic_pattern })),
      ),
      request: get('{base}/records?timeout=1'),
      answers: { status: 200, type: json2, body: [] },
      async afterwards({ send: ask }) {
        const startedAt = performance.now()
        equal((await ask(get('{base}/subscription'))).status, 200)
        ok(performance.now() - startedAt < 2000)
      },
    }),
  ),
]
