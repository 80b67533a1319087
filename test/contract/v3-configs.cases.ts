import { deepEqual, equal, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { createTopic, uniqueTopic } from '../support/kafka.ts'
import { type Call, type Case, type Facts, get, post, refused, send } from './case.ts'
import { cluster, dataOf, eventually, ownCluster, selfOf } from './v3.ts'

interface Config {
  readonly name: string
  readonly value: string | null
  readonly is_default: boolean
  readonly is_read_only: boolean
  readonly is_sensitive: boolean
  readonly source: string
  readonly synonyms: readonly { readonly name: string; readonly value: string | null; readonly source: string }[]
  readonly metadata: { readonly self: string; readonly resource_name: string }
}

const topicConfigs = `${ownCluster}/topics/{topic}/configs`
const brokerConfigs = `${ownCluster}/brokers/1/configs`
const clusterConfigs = `${ownCluster}/broker-configs`
const several = `${ownCluster}/topics/-/configs:alter`

const put = (path: string, value: unknown) => send('PUT', path, JSON_TYPE, { value })
const alter = (path: string, body: unknown) => post(path, JSON_TYPE, body)
const set = (name: string, value: string) => ({ name, value })
const reset = (name: string) => ({ name, operation: 'DELETE' })

/** A config of the case's topic as it is now. */
async function configOf(facts: Facts, path: string): Promise<Config> {
  return (await facts.send(get(path))).json as Config
}

/** A config comes to be what is expected. */
function becomes(facts: Facts, path: string, value: string | null, isDefault = false): Promise<void> {
  return eventually(async () => {
    const config = await configOf(facts, path)
    deepEqual([config.value, config.is_default], [value, isDefault])
  })
}

/** A second topic, `{other}`, beside the cluster. */
async function withOther(facts: Facts): Promise<{ cluster: string; other: string }> {
  return { ...(await cluster(facts)), other: await createTopic() }
}

/** Changes that are refused, and after which nothing has changed. */
function badChange(what: string, request: Call, status: number, code: number, message?: RegExp): Case {
  return {
    name: `${request.method} ${request.path.includes(':alter') ? 'configs:alter' : 'of a config'} with ${what} answers ${status} with ${code}`,
    contract: 'C.4',
    topic: { configs: { 'retention.ms': '11111' } },
    given: cluster,
    request,
    answers: refused(status, code, message),
    async afterwards(facts) {
      equal((await configOf(facts, `${topicConfigs}/retention.ms`)).value, '11111')
    },
  }
}

/**
 * The five operations on one kind of owner.
 *
 * @param own    a config nothing depends on
 * @param other  another: brokers are the same for all cases, which run side by side
 */
function ofOwner(what: string, path: string, own: string, other: string, isTopic: boolean): readonly Case[] {
  return [
    {
      name: `a config of ${what} is set, read, and put back to its default`,
      contract: 'C.4',
      topic: {},
      given: cluster,
      request: put(`${path}/${own}`, '54321'),
      answers: { status: 204 },
      async afterwards(facts) {
        await becomes(facts, `${path}/${own}`, '54321')
        equal((await facts.send(send('DELETE', `${path}/${own}`))).status, 204)
        await isUnset(facts, `${path}/${own}`)
      },
    },
    {
      name: `configs:alter sets a config of ${what}, and resets it`,
      contract: 'H.4 58',
      topic: {},
      given: cluster,
      request: alter(`${path}:alter`, { data: [set(other, '65432')] }),
      answers: { status: 204 },
      async afterwards(facts) {
        await becomes(facts, `${path}/${other}`, '65432')
        equal((await facts.send(alter(`${path}:alter`, { data: [reset(other)] }))).status, 204)
        await isUnset(facts, `${path}/${other}`)
      },
    },
    {
      name: `validate_only changes no config of ${what}`,
      contract: 'H.4 58',
      topic: {},
      given: cluster,
      request: alter(`${path}:alter`, { data: [set(own, '76543')], validate_only: true }),
      answers: { status: 204 },
      async afterwards(facts) {
        const config = await configOf(facts, `${path}/${own}`)
        ok(config.value !== '76543')
      },
    },
    {
      name: `validate_only refuses a bad value for a config of ${what}`,
      contract: 'C.4',
      topic: {},
      given: cluster,
      request: alter(`${path}:alter`, { data: [set(own, 'soon')], validate_only: true }),
      answers: refused(400, 40002, /soon/),
    },
    {
      name: `a bad value for a config of ${what} answers 400 with 40002`,
      contract: 'C.4',
      topic: {},
      given: cluster,
      request: put(`${path}/${own}`, 'soon'),
      answers: refused(400, 40002, /soon/),
    },
    {
      name: `GET of an unknown config of ${what} answers 404`,
      contract: 'C.4',
      topic: {},
      given: cluster,
      request: get(`${path}/nonsense`),
      answers: refused(404, 404, /^Config nonsense cannot be found\.$/),
    },
    ...[
      put(`/v3/clusters/other${path.slice(ownCluster.length)}/${own}`, '1'),
      send('DELETE', `/v3/clusters/other${path.slice(ownCluster.length)}/${own}`),
      alter(`/v3/clusters/other${path.slice(ownCluster.length)}:alter`, { data: [] }),
      send('PUT', `/v3/clusters/other${path.slice(ownCluster.length)}/${own}`),
    ].map(
      (request): Case => ({
        name: `a wrong cluster id answers 404: ${request.method} of configs of ${what}${request.body === undefined ? ' without a body' : ''}`,
        contract: 'H.4 57',
        topic: {},
        request,
        answers: refused(404, 404, /other/),
      }),
    ),
  ]

  async function isUnset(facts: Facts, path: string): Promise<void> {
    if (isTopic) return becomes(facts, path, '9223372036854775807', true)
    await eventually(async () => {
      const { json, status } = await facts.send(get(path))
      ok(status === 404 || (json as Config).is_default)
    })
  }
}

export const v3Configs: readonly Case[] = [
  {
    name: 'GET configs of a topic lists all of them by name, with where their values come from',
    contract: 'C.4',
    topic: { configs: { 'retention.ms': '12345' } },
    given: cluster,
    request: get(topicConfigs),
    answers: { status: 200 },
    afterwards({ topic, values }, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaTopicConfigList')
      const configs = dataOf<Config>(answer)
      const names = configs.map(({ name }) => name)
      deepEqual(names, names.toSorted())
      ok(names.length > 25)
      const own = configs.find(({ name }) => name === 'retention.ms')
      deepEqual(own, {
        kind: 'KafkaTopicConfig',
        metadata: {
          self: `${selfOf(answer)}/retention.ms`,
          resource_name: `crn:///kafka=${values.cluster}/topic=${topic}/config=retention.ms`,
        },
        cluster_id: values.cluster,
        topic_name: topic,
        name: 'retention.ms',
        value: '12345',
        is_default: false,
        is_read_only: false,
        is_sensitive: false,
        source: 'DYNAMIC_TOPIC_CONFIG',
        synonyms: own?.synonyms,
      })
      deepEqual(own?.synonyms[0], { name: 'retention.ms', value: '12345', source: 'DYNAMIC_TOPIC_CONFIG' })
      const other = configs.find(({ name }) => name === 'cleanup.policy')
      deepEqual([other?.value, other?.is_default, other?.source], ['delete', true, 'DEFAULT_CONFIG'])
    },
  },
  {
    name: 'GET of a config of a topic answers it alone',
    contract: 'C.4',
    topic: { configs: { 'retention.ms': '12345' } },
    given: cluster,
    request: get(`${topicConfigs}/retention.ms`),
    answers: { status: 200 },
    afterwards({ topic }, { json }) {
      const { name, value, metadata } = json as Config
      deepEqual([name, value], ['retention.ms', '12345'])
      ok(metadata.self.endsWith(`/topics/${topic}/configs/retention.ms`))
    },
  },
  ...ofOwner('a topic', topicConfigs, 'flush.ms', 'flush.messages', true),
  ...ofOwner('a broker', brokerConfigs, 'log.cleaner.backoff.ms', 'log.roll.jitter.ms', false),
  ...ofOwner('all brokers', clusterConfigs, 'log.segment.delete.delay.ms', 'log.index.interval.bytes', false),
  {
    name: 'a config of all brokers shows whose it is and where it comes from',
    contract: 'C.4',
    given: async (facts) => {
      const own = await cluster(facts)
      const path = `/v3/clusters/${own.cluster}/broker-configs`
      equal((await facts.send(put(`${path}/background.threads`, '11'))).status, 204)
      await becomes(facts, `${path}/background.threads`, '11')
      return own
    },
    request: get(clusterConfigs),
    answers: { status: 200 },
    afterwards({ values }, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaClusterConfigList')
      const own = dataOf<Config>(answer).find(({ name }) => name === 'background.threads')
      deepEqual(own, {
        kind: 'KafkaClusterConfig',
        metadata: {
          self: `${selfOf(answer)}/background.threads`,
          resource_name: `crn:///kafka=${values.cluster}/broker-config=background.threads`,
        },
        cluster_id: values.cluster,
        config_type: 'BROKER',
        name: 'background.threads',
        value: '11',
        is_default: false,
        is_read_only: false,
        is_sensitive: false,
        source: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
        synonyms: own?.synonyms,
      })
    },
  },
  {
    name: 'GET configs of a broker lists all of them; what is read-only or secret says so',
    contract: 'C.4',
    given: cluster,
    request: get(brokerConfigs),
    answers: { status: 200 },
    afterwards({ values }, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaBrokerConfigList')
      const configs = new Map(dataOf<Config>(answer).map((config) => [config.name, config]))
      ok(configs.size > 100)
      const node = configs.get('node.id')
      deepEqual(node, {
        kind: 'KafkaBrokerConfig',
        metadata: {
          self: `${selfOf(answer)}/node.id`,
          resource_name: `crn:///kafka=${values.cluster}/broker=1/config=node.id`,
        },
        cluster_id: values.cluster,
        broker_id: 1,
        name: 'node.id',
        value: '1',
        is_default: false,
        is_read_only: true,
        is_sensitive: false,
        source: 'STATIC_BROKER_CONFIG',
        synonyms: node?.synonyms,
      })
      const secret = configs.get('ssl.keystore.password')
      deepEqual([secret?.is_sensitive, secret?.value], [true, null])
    },
  },
  {
    name: 'GET configs of all brokers is one flat list',
    contract: 'C.4',
    given: cluster,
    request: get(`${ownCluster}/brokers/-/configs`),
    answers: { status: 200 },
    afterwards(_, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaBrokerConfigList')
      ok(selfOf(answer).endsWith('/brokers/-/configs'))
      const names = dataOf<Config & { broker_id: number }>(answer).map(({ broker_id, name }) => `${broker_id} ${name}`)
      deepEqual(names, names.toSorted())
      ok(names.includes('1 node.id'))
    },
  },
  {
    name: 'GET configs of all topics is one flat list, grouped by topic',
    contract: 'C.4',
    // As many topics as the test run has made.
    tooLargeForLambda: true,
    topic: { configs: { 'retention.ms': '23456' } },
    given: cluster,
    request: get(`${ownCluster}/topics/-/configs`),
    answers: { status: 200 },
    afterwards({ topic }, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaTopicConfigList')
      const own = dataOf<Config & { topic_name: string }>(answer).filter(({ topic_name }) => topic_name === topic)
      const names = own.map(({ name }) => name)
      deepEqual(names, names.toSorted())
      equal(own.find(({ name }) => name === 'retention.ms')?.value, '23456')
    },
  },
  ...(
    [
      ['a topic that exists', { configs: { 'cleanup.policy': 'compact', 'retention.ms': '1000' } }],
      ['a topic that does not', 'missing'],
    ] as const
  ).map(
    ([what, topic]): Case => ({
      name: `GET default-configs of ${what} answers what a new one would have`,
      contract: 'C.11',
      topic,
      given: cluster,
      request: get(`${ownCluster}/topics/{topic}/default-configs`),
      answers: { status: 200 },
      afterwards({ topic }, answer) {
        equal((answer.json as { kind: string }).kind, 'KafkaTopicConfigList')
        ok(selfOf(answer).endsWith(`/topics/${topic}/default-configs`))
        const configs = new Map(dataOf<Config>(answer).map((config) => [config.name, config]))
        for (const [name, value] of [
          ['cleanup.policy', 'delete'],
          ['retention.ms', '604800000'],
        ] as const) {
          deepEqual([configs.get(name)?.value, configs.get(name)?.is_default], [value, true])
        }
        ok(configs.size > 25)
      },
    }),
  ),
  ...[
    get(topicConfigs),
    get(`${topicConfigs}/retention.ms`),
    put(`${topicConfigs}/retention.ms`, '1'),
    send('DELETE', `${topicConfigs}/retention.ms`),
    alter(`${topicConfigs}:alter`, { data: [set('retention.ms', '1')] }),
    alter(several, { data: [{ topic_name: '{topic}', configs: [] }] }),
  ].map(
    (request): Case => ({
      name: `an unknown topic answers 404 with 40403: ${request.method} ${request.path}`,
      contract: 'C.4',
      topic: 'missing',
      given: cluster,
      request: withTopic(request),
      answers: refused(404, 40403),
    }),
  ),
  ...['a%2Fb', '..%00', 'é', 'a'.repeat(250)].map(
    (name): Case => ({
      name: `a topic that cannot be answers 404 with 40403: GET topics/${name.slice(0, 20)}/configs`,
      contract: 'C.4',
      given: cluster,
      request: get(`${ownCluster}/topics/${name}/configs`),
      answers: refused(404, 40403),
    }),
  ),
  badChange('an unknown name', put(`${topicConfigs}/nonsense`, '1'), 404, 404, /^Config nonsense cannot be found\.$/),
  badChange('an unknown name', send('DELETE', `${topicConfigs}/nonsense`), 404, 404, /^Config nonsense/),
  badChange('null', put(`${topicConfigs}/retention.ms`, null), 400, 40002, /retention\.ms/),
  badChange('no value', send('PUT', `${topicConfigs}/retention.ms`, JSON_TYPE, {}), 400, 40002),
  badChange('a number', put(`${topicConfigs}/retention.ms`, 1), 400, 400, /value/),
  badChange('nothing', send('PUT', `${topicConfigs}/retention.ms`, JSON_TYPE, ''), 422, 42206),
  badChange('an array', send('PUT', `${topicConfigs}/retention.ms`, JSON_TYPE, []), 400, 400),
  badChange('malformed JSON', send('PUT', `${topicConfigs}/retention.ms`, JSON_TYPE, '{'), 400, 400),
  badChange('an unknown field', send('PUT', `${topicConfigs}/retention.ms`, JSON_TYPE, { name: 'x' }), 422, 422),
  badChange(
    'a value longer than Kafka’s protocol takes',
    put(`${topicConfigs}/retention.ms`, '1'.repeat(32_768)),
    400,
    400,
    /32767 bytes/,
  ),
  badChange(
    'an unknown name',
    alter(`${topicConfigs}:alter`, { data: [set('retention.ms', '1'), set('x', '1')] }),
    404,
    404,
  ),
  badChange(
    'one bad value among others',
    alter(`${topicConfigs}:alter`, { data: [set('retention.ms', '1'), set('flush.ms', 'x')] }),
    400,
    40002,
  ),
  badChange(
    'the same name twice',
    alter(`${topicConfigs}:alter`, { data: [set('retention.ms', '1'), set('retention.ms', '2')] }),
    400,
    40002,
  ),
  badChange(
    'an unknown operation',
    alter(`${topicConfigs}:alter`, { data: [{ name: 'retention.ms', value: '1', operation: 'APPEND' }] }),
    400,
    400,
    /SET or DELETE/,
  ),
  badChange(
    'a number for an operation',
    alter(`${topicConfigs}:alter`, { data: [{ name: 'retention.ms', value: '1', operation: 0 }] }),
    400,
    400,
  ),
  badChange('no name', alter(`${topicConfigs}:alter`, { data: [{ value: '1' }] }), 400, 400, /name/),
  badChange('no data', alter(`${topicConfigs}:alter`, {}), 400, 400, /data/),
  badChange('data that is no array', alter(`${topicConfigs}:alter`, { data: {} }), 400, 400, /data/),
  badChange('data of something else', alter(`${topicConfigs}:alter`, { data: ['retention.ms'] }), 400, 400, /data/),
  badChange('a text for validate_only', alter(`${topicConfigs}:alter`, { data: [], validate_only: 'yes' }), 400, 400),
  badChange('nothing', alter(`${topicConfigs}:alter`, ''), 422, 42206),
  badChange('null', alter(`${topicConfigs}:alter`, 'null'), 422, 42206),
  badChange('an unknown field', alter(`${topicConfigs}:alter`, { data: [], configs: [] }), 422, 422, /configs/),
  badChange(
    'an unknown field of a change',
    alter(`${topicConfigs}:alter`, { data: [{ name: 'a', source: 'x' }] }),
    422,
    422,
  ),
  badChange(
    'a value longer than Kafka’s protocol takes',
    alter(`${topicConfigs}:alter`, { data: [set('retention.ms', 'é'.repeat(16_384))] }),
    400,
    400,
  ),
  ...[`${clusterConfigs}/${'x'.repeat(5000)}`, `${clusterConfigs}/nonsense`].map(
    (path): Case => ({
      name: `PUT of a config of all brokers that there is not is left to Kafka: ${path.slice(0, 60)}`,
      contract: 'C.4',
      given: cluster,
      request: send('DELETE', path),
      answers: { status: 204 },
    }),
  ),
  {
    name: 'what a broker cannot change while it runs answers 400 with 40002',
    contract: 'C.4',
    given: cluster,
    request: put(`${brokerConfigs}/node.id`, '2'),
    answers: refused(400, 40002, /node\.id/),
  },
  {
    name: 'changes of several topics, all good, answer 204',
    contract: 'C.4',
    topic: {},
    given: withOther,
    request: (facts) => alterBoth(facts, '34567', '45678'),
    answers: { status: 204 },
    async afterwards(facts) {
      await becomes(facts, `${topicConfigs}/retention.ms`, '34567')
      await becomes(facts, `${ownCluster}/topics/{other}/configs/retention.ms`, '45678')
    },
  },
  {
    name: 'changes of several topics, one of them bad, answer 207 and name only that topic',
    contract: 'H.4 59',
    topic: {},
    given: withOther,
    request: (facts) => alterBoth(facts, '34567', 'x'),
    answers: { status: 207 },
    async afterwards(facts, { json }) {
      const { failures } = json as { failures: { topic_name: string; error_code: number; message: string }[] }
      deepEqual(
        failures.map(({ topic_name, error_code }) => [topic_name, error_code]),
        [[facts.values.other, 40002]],
      )
      await becomes(facts, `${topicConfigs}/retention.ms`, '34567')
    },
  },
  {
    name: 'changes of several topics that are only to be checked change nothing',
    contract: 'C.4',
    topic: { configs: { 'retention.ms': '11111' } },
    given: withOther,
    request: (facts) => alterBoth(facts, '34567', 'x', true),
    answers: { status: 207 },
    async afterwards(facts) {
      equal((await configOf(facts, `${topicConfigs}/retention.ms`)).value, '11111')
    },
  },
  {
    name: 'changes of several topics, one of them unknown, answer 404 and change nothing',
    contract: 'C.4',
    topic: { configs: { 'retention.ms': '11111' } },
    given: async (facts) => ({ ...(await cluster(facts)), other: uniqueTopic('missing') }),
    request: (facts) => alterBoth(facts, '34567', '45678'),
    answers: refused(404, 40403),
    async afterwards(facts) {
      equal((await configOf(facts, `${topicConfigs}/retention.ms`)).value, '11111')
    },
  },
  ...(
    [
      ['a topic twice', { data: [entry('t'), entry('t')] }, 422, 422],
      ['no topic_name', { data: [{ configs: [] }] }, 400, 400],
      ['no configs', { data: [{ topic_name: 't' }] }, 400, 400],
      ['no data', {}, 400, 400],
      ['nothing', '', 422, 42206],
      ['a topic that cannot be', { data: [entry('a/b')] }, 404, 40403],
      ['an unknown field', { data: [{ ...entry('t'), name: 'x' }] }, 422, 422],
    ] as const
  ).map(
    ([what, body, status, code]): Case => ({
      name: `changes of several topics with ${what} answer ${status} with ${code}`,
      contract: 'C.4',
      given: cluster,
      request: alter(several, body),
      answers: refused(status, code),
    }),
  ),
]

function entry(topic: string) {
  return { topic_name: topic, configs: [] }
}

function alterBoth({ topic, values }: Facts, own: string, other: string, validateOnly = false): Call {
  const data = [
    { topic_name: topic, configs: [set('retention.ms', own)] },
    { topic_name: values.other, configs: [set('retention.ms', other)] },
  ]
  return alter(several, { data, validate_only: validateOnly })
}

/** Puts the case's topic into the body as well. */
function withTopic(request: Call): (facts: Facts) => Call {
  return ({ topic }) => ({
    ...request,
    ...(typeof request.body === 'string' && { body: request.body.replaceAll('{topic}', topic) }),
  })
}
