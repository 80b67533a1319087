import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Case, get, json2, post, refused, send } from './case.ts'
import {
  assigned,
  consumer,
  createConsumer,
  newGroup,
  produced,
  type ReadRecord,
  sent,
  steps,
  subscribed,
  V2,
} from './consumer.ts'

const instance = steps(produced(1, 2), consumer(), assigned())
/** An instance that has a partition of the table's topic, of which it has read nothing. */
const cheapInstance = steps(
  consumer(),
  sent(({ values }) => post('{base}/assignments', V2, { partitions: [{ topic: values.good, partition: 0 }] })),
)

/** Routes that read a body; what a good one is, for the case's topic. */
const bodies: Readonly<Record<string, (topic: string) => object>> = {
  '/subscription': (topic) => ({ topics: [topic] }),
  '/assignments': (topic) => ({ partitions: [{ topic, partition: 0 }] }),
  '/positions': (topic) => ({ offsets: [{ topic, partition: 0, offset: 1 }] }),
  '/positions/beginning': (topic) => ({ partitions: [{ topic, partition: 0 }] }),
  '/positions/end': (topic) => ({ partitions: [{ topic, partition: 0 }] }),
  '/offsets': (topic) => ({ offsets: [{ topic, partition: 0, offset: 0 }] }),
}
const routes = Object.keys(bodies)
const listOf: Readonly<Record<string, string>> = {
  '/assignments': 'partitions',
  '/positions': 'offsets',
  '/positions/beginning': 'partitions',
  '/positions/end': 'partitions',
  '/offsets': 'offsets',
}
const lists = Object.keys(listOf)

/** A body that a route refuses, and by which nothing is changed: the instance stands where it stood. */
function bad(path: string, body: unknown, status: number, what = JSON.stringify(body)): Case {
  return {
    name: `POST …${path} with ${what} answers ${status}`,
    contract: 'A.5',
    given: cheapInstance,
    request: post(`{base}${path}`, V2, body),
    answers: refused(status, status),
    async afterwards({ send: ask, values }) {
      const partitions = [{ topic: values.good, partition: 0 }]
      deepEqual((await ask(get('{base}/assignments'))).json, { partitions })
      const [first] = (await ask(get('{base}/records?timeout=1&max_bytes=1'))).json as ReadRecord[]
      equal(first?.offset ?? 0, 0)
    },
  }
}

const entry = (more: object) => ({ topic: 't', partition: 0, offset: 1, ...more })

export const consumeBadInput: readonly Case[] = [
  ...routes.flatMap((path) => [
    ...['{', '{"topics":', 'x', '{"a":1}}', "{'topics':[]}"].map((body) => bad(path, body, 400)),
    ...['[]', '1', '"x"', 'true'].map((body) => bad(path, body, 400)),
    bad(path, { unheard: 1 }, 422),
    bad(path, new Uint8Array([0x7b, 0xff, 0x7d]), 400, 'what is no UTF-8'),
  ]),
  ...['/assignments', '/positions', '/positions/beginning', '/positions/end'].map((path) =>
    bad(path, '', 422, 'an empty body'),
  ),
  bad('/assignments', {}, 422),
  ...lists.flatMap((path) => {
    const name = listOf[path] as string
    return [
      ...[1, 'x', {}, true].map((list) => bad(path, { [name]: list }, 400)),
      ...[1, 'x', null, [], true].map((each) => bad(path, { [name]: [each] }, 400)),
      bad(path, { [name]: [{}] }, 422),
      bad(path, { [name]: [{ topic: 't' }] }, 422),
      bad(path, { [name]: [{ partition: 0 }] }, 422),
      bad(path, { [name]: [{ topic: 1, partition: 0 }] }, 400),
      bad(path, { [name]: [{ topic: '', partition: 0 }] }, 422),
      bad(path, { [name]: [{ topic: 't', partition: 'x' }] }, 400),
      bad(path, { [name]: [{ topic: 't', partition: 1.5 }] }, 400),
      bad(path, { [name]: [{ topic: 't', partition: 2 ** 31 }] }, 400),
      bad(path, { [name]: [{ topic: 't', partition: -1, ...(name === 'offsets' && { offset: 1 }) }] }, 422),
      bad(path, { [name]: [{ topic: 't', partition: 0, offset: 1, unheard: 1 }] }, 422),
    ]
  }),
  ...['a/b', 'ü', '..', 'x'.repeat(250), 'x'.repeat(40_000)].map((topic) =>
    bad(
      '/offsets',
      { offsets: [entry({ topic })] },
      422,
      `the topic ${topic.slice(0, 5)} of ${topic.length} characters`,
    ),
  ),
  bad(
    '/assignments',
    { partitions: [{ topic: 'x'.repeat(40_000), partition: 0 }] },
    422,
    'a topic of 40,000 characters',
  ),
  ...['/positions', '/offsets'].flatMap((path) => [
    ...['1', 1.5, true, {}, [], 2 ** 53, 1e30].map((offset) => bad(path, { offsets: [entry({ offset })] }, 400)),
    ...[-1, null].map((offset) => bad(path, { offsets: [entry({ offset })] }, 422)),
    bad(path, { offsets: [entry({ metadata: 1 })] }, 400),
  ]),
  ...[1, 'yesterday', '2024-02-01', '2024-13-01T00:00:00Z', '1960-01-01T00:00:00Z', null, ''].map((timestamp) =>
    bad('/positions', { timestamps: [{ topic: 't', partition: 0, timestamp }] }, 400),
  ),
  ...[1, {}, 'x'].map((topics) => bad('/subscription', { topics }, 400)),
  ...[1, {}, []].map((topic_pattern) => bad('/subscription', { topic_pattern }, 400)),
  ...(
    [
      ['[]', 400],
      ['{"name":1}', 400],
      ['{"format":1}', 400],
      ['{"format":"xml"}', 422],
      ['{"key.format":"xml"}', 422],
      ['{"key.format":1}', 400],
      ['{"auto.offset.reset":1}', 400],
      ['{"auto.commit.enable":1}', 400],
      ['{"fetch.min.bytes":"x"}', 400],
      ['{"fetch.min.bytes":1.5}', 400],
      ['{"consumer.request.timeout.ms":1e99}', 400],
      ['{"consumer.request.timeout.ms":"x"}', 400],
      ['{"toString":1}', 422],
      ['{"__proto__":1}', 422],
    ] as const
  ).map(
    ([body, status]): Case => ({
      name: `create with ${body} answers ${status}`,
      contract: 'B.4, A.5',
      request: post('/consumers/some-group', V2, body),
      answers: refused(status, status),
    }),
  ),
  {
    name: 'timeouts beyond the limits are taken as the limits',
    contract: 'B.4',
    request: () =>
      post(`/consumers/${newGroup()}`, V2, {
        'consumer.request.timeout.ms': 2_000_000_000,
        'consumer.instance.timeout.ms': 2_000_000_000,
      }),
    answers: { status: 200, body: { instance_id: /\S/, base_uri: /\S/ } },
  },
  {
    name: 'numbers may come as digits in a string',
    contract: 'users 2',
    request: () =>
      post(`/consumers/${newGroup()}`, V2, { 'fetch.min.bytes': '1', 'consumer.request.timeout.ms': '500' }),
    answers: { status: 200, body: { instance_id: /\S/, base_uri: /\S/ } },
  },
  ...(['offsets', 'timestamps'] as const).map(
    (name): Case => ({
      name: `ten megabytes of ${name} for one partition are answered in time`,
      contract: 'B.8',
      topic: {},
      given: instance,
      request({ topic }) {
        const value = name === 'offsets' ? '"offset":1' : '"timestamp":"2024-01-01T00:00:00Z"'
        const one = `{"topic":"${topic}","partition":0,${value}}`
        return post(
          '{base}/positions',
          V2,
          `{"${name}":[${Array(Math.floor(10_000_000 / (one.length + 1))).fill(one)}]}`,
        )
      },
      tooLargeForLambda: true,
      answers: { status: 204 },
    }),
  ),
  {
    name: 'ten megabytes of partitions that are not assigned answer 409',
    contract: 'B.8',
    topic: {},
    given: instance,
    request: () => {
      const all = Array.from({ length: 250_000 }, (_, partition) => `{"topic":"topic-a","partition":${partition}}`)
      return post('{base}/positions/beginning', V2, `{"partitions":[${all}]}`)
    },
    tooLargeForLambda: true,
    answers: refused(409, 40903),
  },
  {
    name: 'ten megabytes of partitions that do not exist cannot be assigned: 404',
    contract: 'B.7',
    topic: {},
    given: consumer(),
    request: ({ topic }) => {
      const all = Array.from({ length: 200_000 }, (_, partition) => `{"topic":"${topic}","partition":${partition}}`)
      return post(
        '{base}/assignments',
        V2,
        `{"partitions":[${all
          .join(',')
          .slice(0, 10_000_000)
          .replace(/,[^}]*$/, '')}]}`,
      )
    },
    tooLargeForLambda: true,
    answers: refused(404, 40403),
  },
  {
    name: 'ten megabytes of offsets for partitions that do not exist are refused: 404',
    contract: 'B.9',
    topic: {},
    given: consumer(),
    request: ({ topic }) => {
      const all = Array.from({ length: 120_000 }, (_, i) => `{"topic":"${topic}","partition":${i + 1},"offset":1}`)
      return post('{base}/offsets', V2, `{"offsets":[${all}]}`)
    },
    tooLargeForLambda: true,
    answers: refused(404, 40403),
  },
  {
    name: 'more topics than an instance can hold are refused: 422',
    contract: 'B.6',
    given: consumer(),
    request: post('{base}/subscription', V2, {
      topics: Array.from({ length: 40_000 }, (_, i) => `topic-${i}-${'x'.repeat(90)}`),
    }),
    answers: refused(422, 422),
  },
  {
    name: 'a body on a route that has none is left alone',
    contract: 'A.4',
    topic: {},
    given: steps(consumer(), subscribed()),
    request: send('DELETE', '{base}', V2, 'not json'),
    answers: { status: 204 },
  },
  {
    name: 'PUT on an instance’s routes answers 405 with what is allowed',
    contract: 'A.5',
    given: consumer(),
    request: send('PUT', '{base}/subscription', V2, {}),
    answers: { ...refused(405, 405), type: 'application/json', headers: { allow: /GET.*POST|POST.*GET/ } },
  },
  {
    name: 'an unknown route below an instance answers 404/404',
    contract: 'A.5',
    given: consumer(),
    request: get('{base}/nothing'),
    answers: { ...refused(404, 404), type: 'application/json' },
  },
  {
    name: 'two reads at once on one instance have all records exactly once between them',
    contract: 'E.4',
    topic: { partitions: 3 },
    given: steps(produced(...Array.from({ length: 300 }, (_, i) => i)), (facts) => createConsumer(facts), subscribed()),
    request: get('{base}/assignments'),
    answers: { status: 200 },
    async afterwards({ send: ask }) {
      const seen: unknown[] = []
      const reader = async () => {
        while (seen.length < 300) {
          const { status, json, text } = await ask(get('{base}/records?max_bytes=100&timeout=500', { accept: json2 }))
          equal(status, 200, text)
          for (const { value } of json as { value: unknown }[]) seen.push(value)
        }
      }
      await Promise.all([reader(), reader(), reader()])
      equal(seen.length, 300)
      ok(new Set(seen).size === 300)
    },
  },
]
