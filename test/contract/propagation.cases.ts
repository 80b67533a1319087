import { deepEqual, equal, ok } from 'node:assert/strict'
import { allow } from '../kafka/login/acls.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { startSecuredBroker } from '../support/secured-broker.ts'
import { type Call, type Case, get, json2, post, refused, type Surroundings, send } from './case.ts'
import { newGroup, V2 } from './consumer.ts'

const audience = 'kafka-rest-edge'

/**
 * Callers with tokens, who may do anything as far as the proxy is concerned, before a broker with ACLs: alice may read and
 * write `a.*` in groups `a-*`, bob nothing at all. The proxy itself may do anything.
 */
export async function inCallersNames(): Promise<Surroundings> {
  const issuer = await startIssuer()
  const broker = await startSecuredBroker({
    users: [
      { name: 'admin', password: 'admin-secret' },
      { name: 'alice', password: 'alice-secret' },
    ],
    issuer: { url: issuer.issuer, audience: 'kafka' },
  })
  const kafka = broker.bootstrap
  for (const name of ['a.orders', 'a.others', 'b.orders']) await createTopic({ name, kafka })
  const alice = { kafka, principal: 'User:alice' }
  for (const operation of ['READ', 'WRITE'] as const) await allow({ ...alice, topic: 'a.*', operation })
  await allow({ ...alice, group: 'a-*', operation: 'READ' })
  const token = (claims: Record<string, unknown>) => issuer.token({ aud: [audience, 'kafka'], scope: 'all', ...claims })
  return {
    environment: {
      ...trusting(issuer),
      KAFKA_REST_AUTH_POLICY: 'all=*',
      KAFKA_REST_BOOTSTRAP_SERVERS: broker.saslSsl,
      KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_CERTIFICATES: broker.authority.certificate,
      KAFKA_REST_CLIENT_SASL_JAAS_CONFIG: 'x required username="admin" password="admin-secret";',
      KAFKA_REST_CLIENT_PRINCIPAL_PROPAGATION: 'true',
      KAFKA_REST_CLIENT_PRINCIPAL_LOGINS: JSON.stringify({
        'spiffe://alice': { username: 'alice', password: 'alice-secret' },
        'spiffe://wrong': { username: 'alice', password: 'guess' },
      }),
    },
    values: {
      kafka,
      alice: await token({ sub: 'alice' }),
      bob: await token({ sub: 'bob' }),
      mapped: await token({ sub: 'spiffe://alice' }),
      wrong: await token({ sub: 'spiffe://wrong' }),
      notForKafka: await token({ sub: 'alice', aud: audience }),
    },
    async close() {
      await broker.remove()
      await issuer.close()
    },
  }
}

const as = (caller: string) => ({ authorization: `Bearer {${caller}}` })
const two = { records: [{ value: 1 }, { value: 2 }] }
const write = (caller: string, topic: string): Call => post(`/topics/${topic}`, json2, two, as(caller))

function allFailed(status: number, code: number): Case['answers'] {
  const entry = { partition: null, offset: null, error_code: code, error: /\S/ }
  return { status, type: V2, body: { offsets: [entry, entry], key_schema_id: null, value_schema_id: null } }
}

const readable = (caller: string, topic: string) =>
  get(`/topics/${topic}/partitions/0/messages?offset=0`, {
    ...as(caller),
    accept: 'application/vnd.kafka.json.v1+json',
  })

/** An instance of alice's in a new group; `base` is its path. */
const instance =
  (prefix: string): NonNullable<Case['given']> =>
  async ({ send: ask }) => {
    const config = { name: 'i', format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false' }
    const made = await ask(post(`/consumers/${prefix}${newGroup()}`, V2, config, as('alice')))
    equal(made.status, 200, made.text)
    return { base: new URL((made.json as { base_uri: string }).base_uri).pathname }
  }

/** Likewise, with two records to read in the topic it is assigned. */
const assigned: NonNullable<Case['given']> = async (facts) => {
  equal((await facts.send(write('alice', 'a.orders'))).status, 200)
  const made = await instance('a-')(facts)
  const partitions = [{ topic: 'a.orders', partition: 0 }]
  const answer = await facts.send(post(`${made?.base}/assignments`, V2, { partitions }, as('alice')))
  equal(answer.status, 204, answer.text)
  return made
}

const json = { accept: 'application/vnd.kafka.json.v2+json' }

/** Likewise, subscribed to a topic that is hidden from alice beside one that is hers. */
const subscribed: NonNullable<Case['given']> = async (facts) => {
  const made = await instance('a-')(facts)
  const topics = ['a.orders', 'b.orders']
  const answer = await facts.send(post(`${made?.base}/subscription`, V2, { topics }, as('alice')))
  equal(answer.status, 204, answer.text)
  // Joins the group, as far as it can.
  await facts.send(get(`${made?.base}/records?timeout=100`, { ...as('alice'), ...json }))
  return made
}

const placed = (topic: string) => ({ offsets: [{ topic, partition: 0, offset: 0 }] })

export const propagation: readonly Case[] = [
  {
    name: 'alice may write to her topics',
    contract: 'principal propagation',
    request: write('alice', 'a.others'),
    answers: { status: 200 },
    async afterwards({ values }, { text }) {
      ok(!/"error_code":\d/.test(text), text)
      ok((await readTopic('a.others', 2, values.kafka ?? '')).length >= 2)
    },
  },
  {
    name: 'alice may write nowhere else, though the proxy may: each record is 40301',
    contract: 'principal propagation, H.4 23',
    request: write('alice', 'b.orders'),
    answers: allFailed(403, 40301),
    afterwards: async ({ values }) => deepEqual(await readTopic('b.orders', 0, values.kafka ?? ''), []),
  },
  {
    name: 'bob may write nowhere: each record is 40301',
    contract: 'principal propagation, H.4 23',
    request: write('bob', 'a.orders'),
    answers: allFailed(403, 40301),
  },
  {
    name: 'a caller who is named for Kafka is who the settings say, whatever the credentials',
    contract: 'principal propagation',
    request: write('mapped', 'a.orders'),
    answers: { status: 200 },
    afterwards: (_, { text }) => ok(!/"error_code":\d/.test(text), text),
  },
  {
    name: 'a login that the settings name and Kafka refuses is 40101 for each record',
    contract: 'principal propagation, D 40101',
    request: write('wrong', 'a.orders'),
    answers: allFailed(401, 40101),
  },
  {
    name: 'a token that the proxy takes and Kafka does not is 40101 for each record',
    contract: 'principal propagation, D 40101',
    request: write('notForKafka', 'a.orders'),
    answers: allFailed(401, 40101),
  },
  {
    name: 'a token that the proxy takes and Kafka does not answers other requests with 401 and 40101',
    contract: 'principal propagation, D 40101',
    request: get('/topics', as('notForKafka')),
    answers: refused(401, 40101),
  },
  {
    name: 'a token that is none comes no further than the proxy',
    contract: 'principal propagation',
    request: get('/topics', { authorization: 'Bearer nobody' }),
    answers: { ...refused(401, 401), type: 'application/json' },
  },
  {
    name: 'v3: alice writes to her topic',
    contract: 'principal propagation',
    request: post(
      '/v3/clusters/{cluster}/topics/a.orders/records',
      'application/json',
      '{"value":{"type":"JSON","data":1}}',
      as('alice'),
    ),
    given: clusterOf,
    answers: { status: 200 },
    afterwards: (_, { text }) => ok(/"error_code":200/.test(text), text),
  },
  {
    name: 'v3: alice writes nowhere else: each record of a stream is 40301',
    contract: 'principal propagation',
    request: post(
      '/v3/clusters/{cluster}/topics/b.orders/records',
      'application/json',
      '{"value":{"type":"JSON","data":1}}{"value":{"type":"JSON","data":2}}',
      as('alice'),
    ),
    given: clusterOf,
    answers: { status: 200 },
    afterwards: (_, { lines }) =>
      deepEqual(
        lines?.map((line) => (line as { error_code: number }).error_code),
        [40301, 40301],
      ),
  },
  {
    name: 'alice sees her topics',
    contract: 'principal propagation',
    request: get('/topics', as('alice')),
    answers: { status: 200, body: ['a.orders', 'a.others'] },
  },
  {
    name: 'bob sees none',
    contract: 'principal propagation',
    request: get('/topics', as('bob')),
    answers: { status: 200, body: [] },
  },
  {
    name: 'v3: alice sees her topics',
    contract: 'principal propagation',
    given: clusterOf,
    request: get('/v3/clusters/{cluster}/topics', as('alice')),
    answers: { status: 200 },
    afterwards: (_, { json }) =>
      deepEqual(
        (json as { data: { topic_name: string }[] }).data.map(({ topic_name }) => topic_name),
        ['a.orders', 'a.others'],
      ),
  },
  {
    name: 'describing a topic that Kafka hides from alice answers 403 with 40301',
    contract: 'principal propagation, D 40301',
    request: get('/topics/b.orders', as('alice')),
    answers: refused(403, 40301),
  },
  ...[
    post('/v3/clusters/{cluster}/topics', 'application/json', { topic_name: 'a.new' }, as('alice')),
    send('DELETE', '/v3/clusters/{cluster}/topics/a.orders', undefined, undefined, as('alice')),
    get('/v3/clusters/{cluster}/topics/a.orders/configs', as('alice')),
    get('/v3/clusters/{cluster}/acls', as('alice')),
    get('/v3/clusters/{cluster}/consumer-groups/b-group', as('alice')),
    get('/v3/clusters/{cluster}/consumer-groups/b-group/lag-summary', as('alice')),
  ].map(
    (request): Case => ({
      name: `what Kafka does not let alice do, though the proxy may, answers 403 with 40301: ${request.method} ${request.path}`,
      contract: 'principal propagation, D 40301',
      given: clusterOf,
      request,
      answers: refused(403, 40301),
    }),
  ),
  {
    name: 'alice reads her topic without a group',
    contract: 'principal propagation',
    given: async ({ send: ask }) => {
      equal((await ask(write('alice', 'a.orders'))).status, 200)
      return undefined
    },
    request: readable('alice', 'a.orders'),
    answers: { status: 200, type: 'application/vnd.kafka.json.v1+json' },
  },
  {
    name: 'alice reads no other topic without a group',
    contract: 'principal propagation, D 40301',
    request: readable('alice', 'b.orders'),
    answers: { ...refused(403, 40301), type: 'application/vnd.kafka.json.v1+json' },
  },
  {
    name: 'alice reads her topic in her group',
    contract: 'principal propagation',
    given: assigned,
    request: get('{base}/records?timeout=5000', { ...as('alice'), ...json }),
    answers: { status: 200, type: 'application/vnd.kafka.json.v2+json' },
    afterwards: (_, { json }) => ok((json as unknown[]).length >= 2),
  },
  {
    name: 'alice commits in her group',
    contract: 'principal propagation',
    given: assigned,
    request: post('{base}/offsets', V2, placed('a.orders'), as('alice')),
    answers: { status: 200 },
  },
  {
    name: 'alice commits in no other group: 403 with 40301',
    contract: 'principal propagation, D 40301',
    given: instance('b-'),
    request: post('{base}/offsets', V2, placed('a.orders'), as('alice')),
    answers: refused(403, 40301),
  },
  {
    name: 'alice is not assigned a partition of another topic: 403 with 40301',
    contract: 'principal propagation, D 40301',
    given: instance('a-'),
    request: post('{base}/assignments', V2, { partitions: [{ topic: 'b.orders', partition: 0 }] }, as('alice')),
    answers: refused(403, 40301),
  },
  ...['{base}/subscription', '{base}'].map(
    (path): Case => ({
      name: `a subscription to a topic that is hidden from alice keeps nobody from DELETE ${path}`,
      contract: 'principal propagation',
      given: subscribed,
      request: send('DELETE', path, V2, undefined, as('alice')),
      answers: { status: 204 },
    }),
  ),
  {
    name: 'alice reads nothing of another topic that she has subscribed to: 403 with 40301',
    contract: 'principal propagation, D 40301',
    given: subscribed,
    request: get('{base}/records?timeout=1000', { ...as('alice'), ...json }),
    answers: { ...refused(403, 40301), type: 'application/vnd.kafka.json.v2+json' },
  },
]

async function clusterOf({ send: ask }: Parameters<NonNullable<Case['given']>>[0]) {
  const { json } = await ask(get('/v3/clusters', as('alice')))
  return { cluster: (json as { data: { cluster_id: string }[] }).data[0]?.cluster_id ?? '' }
}
