import { equal, notEqual, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, get, json2, post, refused, send } from './case.ts'
import { consumer, createConsumer, hasRead, newGroup, produced, remove, steps, subscribed, V2 } from './consumer.ts'

const created = { status: 200, body: { instance_id: /\S/, base_uri: /\S/ } }
const create = (config: unknown) => post('/consumers/some-group', V2, config)

/** Names that a URI has to escape. */
const strangeNames = ['a/b', 'a b', 'größe', '猫🐈', 'a?b#c', '100%', "it's", 'a+b', '"', '\\', 'a:b@c', '...']

export const consumeInstances: readonly Case[] = [
  {
    name: 'create without a body returns a rest-consumer- name and a working base_uri',
    contract: 'H.4 31',
    request: () => send('POST', `/consumers/${newGroup()}`, V2),
    answers: { status: 200, body: { instance_id: /^rest-consumer-/, base_uri: /^https?:\/\/[^/]+\/consumers\// } },
    async afterwards({ send: ask }, { json }) {
      const { base_uri } = json as { base_uri: string }
      const answer = await ask(get(`${new URL(base_uri).pathname}/subscription`))
      equal(answer.status, 200, answer.text)
    },
  },
  ...['null', '{}', ' '].map(
    (body): Case => ({
      name: `create with the body ${JSON.stringify(body)} takes all defaults`,
      contract: 'B.4',
      request: () => post(`/consumers/${newGroup()}`, V2, body),
      answers: created,
    }),
  ),
  {
    name: 'create without a Content-Type is served',
    contract: 'A.4',
    request: () => post(`/consumers/${newGroup()}`, undefined, { format: 'json' }),
    answers: created,
  },
  {
    name: 'create with Content-Type: application/json answers 415 and lists what is read',
    contract: 'A.2',
    request: post('/consumers/some-group', JSON_TYPE, {}),
    answers: { ...refused(415, 415, /application\/vnd\.kafka\.v2\+json/), type: JSON_TYPE },
  },
  {
    name: 'the same name twice in a group answers 409/40902',
    contract: 'H.4 32',
    given: consumer({ name: 'twin' }),
    request: ({ values }) => post(`/consumers/${values.group}`, V2, { name: 'twin' }),
    answers: refused(409, 40902),
  },
  {
    name: 'the same name in another group succeeds',
    contract: 'H.4 32',
    given: consumer({ name: 'twin' }),
    request: () => post(`/consumers/${newGroup()}`, V2, { name: 'twin' }),
    answers: { status: 200, body: { instance_id: 'twin', base_uri: /twin$/ } },
  },
  {
    name: 'two instances without a name get different ones',
    contract: 'E.1',
    given: consumer(),
    request: ({ values }) => post(`/consumers/${values.group}`, V2, {}),
    answers: created,
    afterwards: ({ values }, { json }) => notEqual((json as { instance_id: string }).instance_id, values.name),
  },
  {
    name: 'the deprecated id overrides the name',
    contract: 'B.4',
    request: () => post(`/consumers/${newGroup()}`, V2, { name: 'n', id: 'i' }),
    answers: { status: 200, body: { instance_id: 'i', base_uri: /\/i$/ } },
  },
  {
    name: 'format:"xml" answers 422/422',
    contract: 'H.4 33',
    request: create({ format: 'xml' }),
    answers: refused(422, 422, /binary, json, avro/),
  },
  {
    name: 'a format is read in any case',
    contract: 'B.4',
    request: () => post(`/consumers/${newGroup()}`, V2, { format: 'JSON' }),
    answers: created,
  },
  {
    name: 'auto.offset.reset:"sideways" answers 422/42204',
    contract: 'H.4 33',
    request: create({ 'auto.offset.reset': 'sideways' }),
    answers: refused(422, 42204, /earliest/),
  },
  {
    name: 'fetch.min.bytes:-5 answers 422/40001',
    contract: 'H.4 33',
    request: create({ 'fetch.min.bytes': -5 }),
    answers: refused(422, 40001),
  },
  {
    name: 'fetch.min.bytes beyond ten million answers 422/40001, under its alias too',
    contract: 'B.4',
    request: create({ responseMinBytes: 10_000_001 }),
    answers: refused(422, 40001),
  },
  ...[true, false, 'true', 'FALSE'].map(
    (flag): Case => ({
      name: `auto.commit.enable may be ${JSON.stringify(flag)}`,
      contract: 'B.4',
      request: () => post(`/consumers/${newGroup()}`, V2, { 'auto.commit.enable': flag }),
      answers: created,
    }),
  ),
  {
    name: 'auto.commit.enable:"maybe" answers 422/42204',
    contract: 'B.4',
    request: create({ 'auto.commit.enable': 'maybe' }),
    answers: refused(422, 42204),
  },
  ...[
    { 'consumer.request.timeout.ms': -1 },
    { 'consumer.instance.timeout.ms': 10 },
    { 'isolation.level': 'serializable' },
  ].map(
    (config): Case => ({
      name: `${JSON.stringify(config)} answers 422/42204`,
      contract: 'B.4',
      request: create(config),
      answers: refused(422, 42204),
    }),
  ),
  {
    name: 'an unknown field answers 422/422 and is named',
    contract: 'B.4',
    request: create({ 'max.poll.records': 5 }),
    answers: refused(422, 422, /Unrecognized field: max\.poll\.records/),
  },
  ...['', '.', '..', 'x'.repeat(1001), '\ud800'].map(
    (name): Case => ({
      name: `an instance cannot be named ${JSON.stringify(name.slice(0, 5))}: 422, as no URI could name it`,
      contract: 'B.4',
      request: create({ name }),
      answers: refused(422, 422),
    }),
  ),
  ...strangeNames.map(
    (strange): Case => ({
      name: `a group and an instance named ${strange} have a base_uri that works`,
      contract: 'A.5, E.2',
      topic: {},
      given: steps(produced(1), (facts) => createConsumer(facts, { name: strange }, `${strange}${newGroup()}`)),
      request: ({ topic }) => post('{base}/subscription', V2, { topics: [topic] }),
      answers: { status: 204 },
      async afterwards({ send: ask, values }) {
        equal(values.name, strange)
        const read = await ask(get(`${values.base}/records?timeout=5000`, { accept: json2 }))
        equal(read.status, 200, read.text)
        ok(read.text.includes('"value":1'), read.text)
        equal((await ask(remove(values.base))).status, 204)
        equal((await ask(get(`${values.base}/subscription`))).status, 404)
      },
    }),
  ),
  {
    name: 'delete answers 204 with no body',
    contract: 'H.4 34',
    given: consumer(),
    request: remove(),
    answers: { status: 204 },
    afterwards: (_, { text }) => equal(text, ''),
  },
  {
    name: 'delete needs no Content-Type',
    contract: 'B.11 9',
    given: consumer(),
    request: send('DELETE', '{base}'),
    answers: { status: 204 },
  },
  {
    name: 'a second delete answers 404/40403',
    contract: 'H.4 34',
    given: steps(consumer(), async ({ send: ask }) => {
      equal((await ask(remove())).status, 204)
      return undefined
    }),
    request: remove(),
    answers: refused(404, 40403, /^Consumer instance not found\.$/),
  },
  {
    name: 'a deleted instance’s name is free again, and the new one knows nothing of the old one',
    contract: 'B.5',
    topic: {},
    given: steps(
      produced(1),
      async (facts) => createConsumer(facts, { name: 'again' }),
      subscribed(),
      hasRead(),
      async ({ send: ask, values }) => {
        equal((await ask(remove())).status, 204)
        return createConsumer({ send: ask }, { name: 'again', format: 'binary' }, values.group)
      },
    ),
    request: get('{base}/assignments'),
    answers: { status: 200, body: { partitions: [] } },
    async afterwards({ send: ask }) {
      equal((await ask(get('{base}/records', { accept: json2 }))).status, 406, 'it is binary now')
      equal((await ask(get('{base}/records'))).status, 409, 'it is not subscribed')
    },
  },
  ...(
    [
      ['GET', '/subscription'],
      ['POST', '/subscription'],
      ['DELETE', '/subscription'],
      ['GET', '/assignments'],
      ['POST', '/assignments'],
      ['POST', '/positions'],
      ['POST', '/positions/beginning'],
      ['POST', '/positions/end'],
      ['GET', '/records'],
      ['POST', '/offsets'],
      ['GET', '/offsets?topic=t&partition=0'],
      ['GET', '/topics/t'],
      ['DELETE', ''],
    ] as const
  ).map(
    ([method, path]): Case => ({
      name: `${method} …${path} on an instance that never was answers 404/40403`,
      contract: 'B.11 10',
      request: send(
        method,
        `/consumers/no-group/instances/nobody${path}`,
        V2,
        method === 'POST' ? bodyFor(path) : undefined,
      ),
      answers: refused(404, 40403, /^Consumer instance not found\.$/),
    }),
  ),
  {
    name: 'an idle instance disappears after consumer.instance.timeout.ms; the next call says that it has expired',
    contract: 'H.4 53',
    given: steps(consumer({ 'consumer.instance.timeout.ms': 1000 }), async () => clockPasses(Date.now() + 1000)),
    request: get('{base}/subscription'),
    answers: refused(404, 40403, /expired/),
  },
  {
    name: 'every request on an instance keeps it alive, the refused ones too',
    contract: 'E.3',
    topic: {},
    given: steps(consumer({ 'consumer.instance.timeout.ms': 2000 }), async ({ send: ask, topic, values }) => {
      const requests = [
        get('{base}/subscription'),
        get('{base}/assignments'),
        get(`{base}/offsets?topic=${topic}&partition=0`),
        get('{base}/records'),
        post('{base}/positions/end', V2, { partitions: [{ topic, partition: 0 }] }),
        post('{base}/subscription', V2, {}),
        send('POST', '{base}/offsets', V2),
      ]
      for (const request of requests) {
        await clockPasses(Date.now() + 1100)
        const answer = await ask(request)
        ok(answer.status < 300 || answer.status === 409, `${request.path}: ${answer.status} ${answer.text}`)
      }
      return values
    }),
    request: get('{base}/subscription'),
    answers: { status: 200, body: { topics: [] } },
  },
  {
    name: 'a read that waits longer than the instance’s idle time-out keeps it alive',
    contract: 'E.3',
    topic: {},
    given: steps(consumer({ 'consumer.instance.timeout.ms': 3000 }), subscribed()),
    request: get('{base}/records?timeout=7000', { accept: json2 }),
    answers: { status: 200, type: json2, body: [] },
  },
  {
    name: 'the name of an expired instance is free',
    contract: 'E.3',
    given: steps(consumer({ 'consumer.instance.timeout.ms': 1000, name: 'mayfly' }), async ({ send: ask, values }) => {
      const again = post(`/consumers/${values.group}`, V2, { name: 'mayfly' })
      while ((await ask(again)).status !== 200) await clockPasses(Date.now() + 50)
      return undefined
    }),
    request: ({ values }) => post(`/consumers/${values.group}`, V2, { name: 'mayfly' }),
    answers: refused(409, 40902),
  },
]

/** Idle time is what these cases are about: nothing but the clock can tell that it is over. */
async function clockPasses(epochMs: number): Promise<undefined> {
  while (Date.now() <= epochMs) await new Promise((resolve) => setTimeout(resolve, epochMs - Date.now() + 1))
}

function bodyFor(path: string): object {
  if (path === '/subscription') return { topics: ['t'] }
  if (path === '/offsets') return { offsets: [{ topic: 't', partition: 0, offset: 1 }] }
  if (path === '/positions') return { offsets: [{ topic: 't', partition: 0, offset: 1 }] }
  return { partitions: [{ topic: 't', partition: 0 }] }
}
