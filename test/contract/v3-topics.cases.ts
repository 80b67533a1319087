import { deepEqual, equal, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Answer, type Case, type Facts, get, post, refused, send } from './case.ts'
import { cluster, dataOf, eventually, ownCluster, related, selfOf, topicIsGone } from './v3.ts'

const topics = `${ownCluster}/topics`
const create = (body: unknown) => post(topics, JSON_TYPE, body)
const own = `${topics}/{topic}`
const grow = (body: unknown) => send('PATCH', own, JSON_TYPE, body)
/** What an unsecured broker lets everybody do to a topic (KIP-430). */
const operations = ['READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS']

/** A case of giving a topic more partitions that is refused. */
function badGrowth(what: string, body: unknown, status: number, code: number, message?: RegExp): Case {
  return {
    name: `PATCH with ${what} answers ${status} with ${code}`,
    contract: 'C.5',
    topic: { partitions: 2 },
    given: cluster,
    request: grow(body),
    answers: refused(status, code, message),
    async afterwards({ send }) {
      const { json } = await send(get(own))
      equal((json as { partitions_count: number }).partitions_count, 2)
    },
  }
}

const createOwn = (rest: object) => (facts: Facts) => create({ topic_name: facts.topic, ...rest })

/** A case of creating a topic that is refused. */
function badTopic(what: string, body: unknown, status: number, code: number): Case {
  return {
    name: `create with ${what} answers ${status} with ${code}`,
    contract: 'C.5',
    given: cluster,
    request: create(body),
    answers: refused(status, code),
  }
}

export const v3Topics: readonly Case[] = [
  {
    name: 'a wrong cluster id answers 404: creating a topic creates none',
    contract: 'H.4 57',
    topic: 'missing',
    given: cluster,
    request: ({ topic }) => post('/v3/clusters/other/topics', JSON_TYPE, { topic_name: topic }),
    answers: refused(404, 404, /other/),
    afterwards: topicIsGone,
  },
  {
    name: 'a wrong cluster id answers 404: deleting a topic deletes none',
    contract: 'H.4 57',
    topic: {},
    request: send('DELETE', '/v3/clusters/other/topics/{topic}'),
    answers: refused(404, 404, /other/),
    async afterwards({ send }) {
      equal((await send(get('/topics/{topic}'))).status, 200)
    },
  },
  {
    name: 'create topic answers 201 with Location equal to metadata.self',
    contract: 'H.4 55',
    topic: 'missing',
    given: cluster,
    request: createOwn({
      partitions_count: 2,
      replication_factor: 1,
      configs: [{ name: 'retention.ms', value: '123456' }],
    }),
    answers: { status: 201 },
    async afterwards(facts, answer) {
      deepEqual(answer.json, topicBody(facts, answer, 2))
      equal(answer.headers.get('location'), selfOf(answer))
      const { json } = await facts.send(get('/topics/{topic}'))
      equal((json as { configs: Record<string, string> }).configs['retention.ms'], '123456')
    },
  },
  {
    name: 'what Sasquatch sends creates a topic, were there three brokers; with one it is 400 with 40002',
    contract: 'C.5; users 1',
    topic: 'missing',
    given: cluster,
    request: createOwn({ partitions_count: 1, replication_factor: 3 }),
    answers: refused(400, 40002),
    afterwards: topicIsGone,
  },
  {
    name: 'counts that are left out are the broker’s defaults',
    contract: 'C.5',
    topic: 'missing',
    given: cluster,
    request: createOwn({}),
    answers: { status: 201 },
    afterwards: (facts, answer) => deepEqual(answer.json, topicBody(facts, answer, 1)),
  },
  {
    name: 'replicas_assignments decide instead of the counts',
    contract: 'C.5',
    topic: 'missing',
    given: cluster,
    request: createOwn({ partitions_count: 7, replicas_assignments: { 0: [1], 1: [1], 2: [1] } }),
    answers: { status: 201 },
    afterwards: (facts, answer) => deepEqual(answer.json, topicBody(facts, answer, 3)),
  },
  {
    name: 'validate_only answers 200 and creates nothing',
    contract: 'H.4 55',
    topic: 'missing',
    given: cluster,
    request: createOwn({ partitions_count: 4, validate_only: true }),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      deepEqual(answer.json, topicBody(facts, answer, 4))
      await topicIsGone(facts)
    },
  },
  {
    name: 'create without a Content-Type is read as JSON',
    contract: 'A.4',
    topic: 'missing',
    given: cluster,
    request: ({ topic }) => post(topics, undefined, { topic_name: topic, validate_only: true }),
    answers: { status: 200 },
  },
  {
    name: 'a duplicate answers 400 with 40002, in the words that Confluent’s Terraform provider looks for',
    contract: 'H.4 55',
    topic: {},
    given: cluster,
    request: createOwn({}),
    answers: { status: 400 },
    afterwards: ({ topic }, { json }) =>
      deepEqual(json, { error_code: 40002, message: `Topic '${topic}' already exists.` }),
  },
  {
    name: 'a duplicate answers 400 with 40002 under validate_only too',
    contract: 'C.5',
    topic: {},
    given: cluster,
    request: createOwn({ validate_only: true }),
    answers: refused(400, 40002, /already exists/),
  },
  badTopic('nothing', '', 422, 42206),
  badTopic('null', 'null', 422, 42206),
  badTopic('no topic_name', {}, 400, 400),
  badTopic('an array', [], 400, 400),
  badTopic('malformed JSON', '{"topic_name": "t"', 400, 400),
  badTopic('an unknown field', { topic_name: 't', owner: 'me' }, 422, 422),
  badTopic('__proto__', '{"topic_name": "t", "__proto__": {}}', 422, 422),
  badTopic('an unknown field of a config', { topic_name: 't', configs: [{ name: 'a', source: 1 }] }, 422, 422),
  badTopic('a number for a name', { topic_name: 7 }, 400, 400),
  badTopic('an empty name', { topic_name: '' }, 422, 42206),
  badTopic('illegal characters in the name', { topic_name: 'a/b' }, 422, 42206),
  badTopic('the name ..', { topic_name: '..' }, 422, 42206),
  badTopic('a name of 250 characters', { topic_name: 'a'.repeat(250) }, 422, 42206),
  badTopic('a text for a count', { topic_name: 't', partitions_count: '3' }, 400, 400),
  badTopic('a fraction for a count', { topic_name: 't', partitions_count: 1.5 }, 400, 400),
  badTopic('no partitions', { topic_name: 't', partitions_count: 0 }, 400, 400),
  badTopic('partitions less than none', { topic_name: 't', partitions_count: -1 }, 400, 400),
  badTopic('too many partitions', { topic_name: 't', partitions_count: 2_000_000_000 }, 400, 40002),
  badTopic('a replication factor of more than 16 bits', { topic_name: 't', replication_factor: 70_000 }, 400, 400),
  badTopic('a replication factor of more than 32 bits', { topic_name: 't', replication_factor: 2 ** 40 }, 400, 400),
  badTopic('an unknown config', { topic_name: 't', configs: [{ name: 'nonsense', value: '1' }] }, 400, 40002),
  badTopic('a config without a name', { topic_name: 't', configs: [{ value: '1' }] }, 400, 400),
  badTopic('a bad config value', { topic_name: 't', configs: [{ name: 'retention.ms', value: 'x' }] }, 400, 40002),
  badTopic('a number as config value', { topic_name: 't', configs: [{ name: 'retention.ms', value: 1 }] }, 400, 400),
  badTopic(
    'a config value longer than Kafka’s protocol takes',
    { topic_name: 't', configs: [{ name: 'retention.ms', value: '1'.repeat(32_768) }] },
    400,
    400,
  ),
  badTopic(
    'a config name longer than Kafka’s protocol takes',
    { topic_name: 't', configs: [{ name: 'é'.repeat(16_384), value: '1' }] },
    400,
    400,
  ),
  badTopic(
    'a config twice',
    {
      topic_name: 't',
      configs: [
        { name: 'retention.ms', value: '1' },
        { name: 'retention.ms', value: '2' },
      ],
    },
    422,
    422,
  ),
  badTopic('an assignment to an unknown broker', { topic_name: 't', replicas_assignments: { 0: [99] } }, 400, 40002),
  badTopic('an assignment with a gap', { topic_name: 't', replicas_assignments: { 0: [1], 2: [1] } }, 400, 40002),
  ...['', ' 0', '0x0', '0.0', '-1', '1e0', '99999999999', '__proto__'].map((key) =>
    badTopic(
      `an assignment to the partition '${key}'`,
      `{"topic_name": "t", "validate_only": true, "replicas_assignments": {"${key}": [1]}}`,
      400,
      400,
    ),
  ),
  badTopic('an assignment to a name', { topic_name: 't', replicas_assignments: { 0: ['b1'] } }, 400, 400),
  badTopic('an assignment that is a text', { topic_name: 't', replicas_assignments: 'x' }, 400, 400),
  {
    name: 'GET topics lists them by name, each with its links',
    contract: 'C.5',
    topic: { partitions: 2 },
    given: cluster,
    request: get(topics),
    answers: { status: 200 },
    afterwards(facts, { json }) {
      const { data } = json as { data: { topic_name: string; metadata: { self: string } }[] }
      const names = data.map(({ topic_name }) => topic_name)
      deepEqual(names, names.toSorted())
      const own = data.find(({ topic_name }) => topic_name === facts.topic)
      deepEqual(own, topicBody(facts, { json: own }, 2))
    },
  },
  {
    name: 'GET of a topic answers it alone',
    contract: 'C.5',
    topic: { partitions: 3 },
    given: cluster,
    request: get(`${topics}/{topic}`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, topicBody(facts, answer, 3)),
  },
  ...['true', 'TRUE'].map(
    (word): Case => ({
      name: `GET of a topic says what may be done to it when asked: ${word}`,
      contract: 'C.5',
      topic: {},
      given: cluster,
      request: get(`${own}?include_authorized_operations=${word}`),
      answers: { status: 200 },
      afterwards: (facts, answer) => deepEqual(answer.json, topicBody(facts, answer, 1, operations)),
    }),
  ),
  ...['false', 'yes', ''].map(
    (word): Case => ({
      name: `GET of a topic does not say what may be done to it when asked: '${word}'`,
      contract: 'C.5',
      topic: {},
      given: cluster,
      request: get(`${own}?include_authorized_operations=${word}`),
      answers: { status: 200 },
      afterwards: (facts, answer) => deepEqual(answer.json, topicBody(facts, answer, 1)),
    }),
  ),
  {
    name: 'GET topics says what may be done to each when asked',
    contract: 'C.5',
    topic: {},
    given: cluster,
    request: get(`${topics}?includeAuthorizedOperations=true`),
    answers: { status: 200 },
    afterwards({ topic }, answer) {
      const found = dataOf<{ topic_name: string; authorized_operations: string[] }>(answer)
      const own = found.find(({ topic_name }) => topic_name === topic)
      deepEqual(own?.authorized_operations, operations)
    },
  },
  {
    name: 'PATCH gives a topic more partitions',
    contract: 'C.5',
    topic: { partitions: 2 },
    given: cluster,
    request: grow({ partitions_count: 5 }),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      deepEqual(answer.json, topicBody(facts, answer, 5))
      await eventually(async () => {
        deepEqual((await facts.send(get(own))).json, answer.json)
      })
    },
  },
  badGrowth('as many partitions as there are', { partitions_count: 2 }, 400, 40002, /2/),
  badGrowth('fewer partitions', { partitions_count: 1 }, 400, 40002, /2/),
  badGrowth('no partitions', { partitions_count: 0 }, 400, 40002),
  badGrowth('less than none', { partitions_count: -1 }, 400, 40002),
  badGrowth('too many partitions', { partitions_count: 2_000_000_000 }, 400, 40002),
  badGrowth('more than 32 bits', { partitions_count: 2 ** 31 }, 400, 400, /partitions_count/),
  badGrowth('a text', { partitions_count: '3' }, 400, 400, /partitions_count/),
  badGrowth('a fraction', { partitions_count: 2.5 }, 400, 400, /partitions_count/),
  badGrowth('no count', {}, 400, 400, /partitions_count/),
  badGrowth('an array', [3], 400, 400),
  badGrowth('malformed JSON', '{"partitions_count"', 400, 400),
  badGrowth('nothing', '', 422, 42206),
  badGrowth('null', 'null', 422, 42206),
  badGrowth('an unknown field', { partitions_count: 3, replication_factor: 1 }, 422, 422, /replication_factor/),
  {
    name: 'PATCH of an unknown topic answers 404 with 40403',
    contract: 'C.5',
    topic: 'missing',
    given: cluster,
    request: grow({ partitions_count: 3 }),
    answers: refused(404, 40403),
  },
  {
    name: 'PATCH in a wrong cluster answers 404 and changes nothing',
    contract: 'H.4 57',
    topic: { partitions: 2 },
    given: cluster,
    request: send('PATCH', '/v3/clusters/other/topics/{topic}', JSON_TYPE, { partitions_count: 3 }),
    answers: refused(404, 404, /other/),
    async afterwards({ send }) {
      const { json } = await send(get(own))
      equal((json as { partitions_count: number }).partitions_count, 2)
    },
  },
  {
    name: 'GET of an unknown topic answers 404 with 40403',
    contract: 'C.5',
    topic: 'missing',
    given: cluster,
    request: get(`${topics}/{topic}`),
    answers: refused(404, 40403),
  },
  {
    name: 'DELETE of a topic answers 204, and it is gone',
    contract: 'C.5',
    topic: {},
    given: cluster,
    request: send('DELETE', `${topics}/{topic}`),
    answers: { status: 204 },
    afterwards: topicIsGone,
  },
  {
    name: 'DELETE of an unknown topic answers 404 with 40403',
    contract: 'C.5',
    topic: 'missing',
    given: cluster,
    request: send('DELETE', `${topics}/{topic}`),
    answers: refused(404, 40403),
  },
]

function topicBody(
  { topic, values: { cluster } }: Facts,
  answer: Pick<Answer, 'json'>,
  partitions: number,
  operations: readonly string[] = [],
): object {
  const self = selfOf(answer)
  ok(self.endsWith(`/v3/clusters/${cluster}/topics/${topic}`))
  return {
    kind: 'KafkaTopic',
    metadata: { self, resource_name: `crn:///kafka=${cluster}/topic=${topic}` },
    cluster_id: cluster,
    topic_name: topic,
    is_internal: false,
    replication_factor: 1,
    partitions_count: partitions,
    partitions: related(`${self}/partitions`),
    configs: related(`${self}/configs`),
    partition_reassignments: related(`${self}/partitions/-/reassignment`),
    authorized_operations: operations,
  }
}
