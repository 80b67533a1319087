import { deepEqual, equal, ok } from 'node:assert/strict'
import { Consumer } from '@platformatic/kafka'
import { stack } from '../support/stack.ts'
import { type Answer, type Case, type Facts, get, post, refused, type Surroundings } from './case.ts'
import { consumerEnvironment, createConsumer, newGroup, produced, remove, steps, V2 } from './consumer.ts'
import { cluster, dataOf, ownCluster, related, selfOf } from './v3.ts'

const groups = `${ownCluster}/consumer-groups`
const group = `${groups}/{group}`
const protocols = ['classic', 'consumer'] as const

/** What is to be ended with the proxies. */
const natives: (() => Promise<void>)[] = []

/** A proxy with a table of its own. */
export async function withNativeConsumers(): Promise<Surroundings> {
  return {
    environment: await consumerEnvironment(),
    async close() {
      await Promise.allSettled(natives.map((leave) => leave()))
    },
  }
}

/** Joins a group with the client library's own consumer. */
async function join(groupId: string, topic: string, options: object): Promise<Consumer> {
  const consumer = new Consumer({ groupId, clientId: 'native', bootstrapBrokers: [stack.kafka], ...options })
  const stream = await consumer.consume({ topics: [topic], mode: 'latest', autocommit: false, maxWaitTime: 100 })
  stream.on('data', () => {})
  stream.on('error', () => {})
  natives.push(async () => {
    await stream.close()
    await consumer.close(true)
  })
  return consumer
}

/** Asks again until an answer is as it should be, or for ten seconds. */
async function until(facts: Facts, path: string, settled: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const answer = await facts.send(get(path))
    if (settled(answer) || Date.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

const PAUSE_MS = 20
const stateOf = ({ json }: Answer) => (json as { state?: string }).state
const idsOf = (answer: Answer) => dataOf<{ consumer_id: string }>(answer).map(({ consumer_id }) => consumer_id)

/** A native consumer is a group's only member and has both partitions of the case's topic. */
function native(options: object): NonNullable<Case['given']> {
  return steps(cluster, async (facts) => {
    const values = { group: newGroup() }
    await join(values.group, facts.topic, options)
    const base = group.replace('{group}', values.group)
    await until(facts, base, (answer) => stateOf(answer) === 'STABLE')
    const [consumer = ''] = idsOf(await until(facts, `${base}/consumers`, (answer) => dataOf(answer).length === 1))
    await until(facts, `${base}/consumers/${consumer}/assignments`, (answer) => dataOf(answer).length === 2)
    return { ...values, consumer }
  })
}

/** What a group has committed, by another way than the proxy's: offsets of the partitions 0, 1, … of the case's topic. */
function committed(...offsets: readonly number[]): NonNullable<Case['given']> {
  return async (facts) => {
    const values = { group: facts.values.group ?? newGroup() }
    const made = await createConsumer(facts, {}, values.group)
    const partitions = offsets.map((offset, partition) => ({ topic: facts.topic, partition, offset }))
    for (const [path, body] of [
      ['assignments', { partitions: partitions.map(({ topic, partition }) => ({ topic, partition })) }],
      ['offsets', { offsets: partitions.map((each) => ({ ...each, offset: each.offset - 1 })) }],
    ] as const) {
      const answer = await facts.send(post(`${made.base}/${path}`, V2, body))
      ok(answer.status < 300, answer.text)
    }
    await facts.send(remove(made.base))
    return values
  }
}

/** Instances of the proxy that share the case's topic, and have read and thereby joined. */
function instances(...names: readonly string[]): NonNullable<Case['given']> {
  return steps(cluster, async (facts) => {
    const values = { group: newGroup() }
    for (const name of names) {
      const { base } = await createConsumer(facts, { name }, values.group)
      for (const request of [
        post(`${base}/subscription`, V2, { topics: [facts.topic] }),
        get(`${base}/records?timeout=1`),
      ]) {
        const answer = await facts.send(request)
        ok(answer.status < 300, answer.text)
      }
    }
    return values
  })
}

/** Where links of an answer begin: its own link without what must be its end. */
function above(answer: Pick<Answer, 'json'>, end: string): string {
  const self = selfOf(answer)
  ok(self.endsWith(end), `${self} does not end in ${end}`)
  return self.slice(0, -end.length)
}

function groupBody({ values }: Facts, answer: Pick<Answer, 'json'>, other: object = {}): object {
  const inCluster = `/v3/clusters/${values.cluster}`
  const base = above(answer, `${inCluster}/consumer-groups/${values.group}`) + inCluster
  return {
    kind: 'KafkaConsumerGroup',
    metadata: {
      self: `${base}/consumer-groups/${values.group}`,
      resource_name: `crn:///kafka=${values.cluster}/consumer-group=${values.group}`,
    },
    cluster_id: values.cluster,
    consumer_group_id: values.group,
    is_simple: false,
    state: 'STABLE',
    type: 'CLASSIC',
    is_mixed_consumer_group: false,
    coordinator: related(`${base}/brokers/1`),
    consumers: related(`${base}/consumer-groups/${values.group}/consumers`),
    lag_summary: related(`${base}/consumer-groups/${values.group}/lag-summary`),
    ...other,
  }
}

function consumerBody({ values }: Facts, answer: Pick<Answer, 'json'>, id: string, other: object = {}): object {
  const path = `/v3/clusters/${values.cluster}/consumer-groups/${values.group}/consumers/${encodeURIComponent(id)}`
  const self = above(answer, path) + path
  return {
    kind: 'KafkaConsumer',
    metadata: {
      self,
      resource_name: `crn:///kafka=${values.cluster}/consumer-group=${values.group}/consumer=${id}`,
    },
    cluster_id: values.cluster,
    consumer_group_id: values.group,
    consumer_id: id,
    instance_id: null,
    client_id: 'native',
    assignments: related(`${self}/assignments`),
    ...other,
  }
}

function assignmentBody({ topic, values }: Facts, answer: Pick<Answer, 'json'>, id: string, partition: number): object {
  const inCluster = `/v3/clusters/${values.cluster}`
  const ofGroup = `${inCluster}/consumer-groups/${values.group}`
  const path = `${ofGroup}/consumers/${id}/assignments/${topic}/partitions/${partition}`
  const base = above(answer, path)
  return {
    kind: 'KafkaConsumerAssignment',
    metadata: {
      self: base + path,
      resource_name: `crn:///kafka=${values.cluster}/consumer-group=${values.group}/consumer=${id}/assignment=${topic}/partition=${partition}`,
    },
    cluster_id: values.cluster,
    consumer_group_id: values.group,
    consumer_id: id,
    topic_name: topic,
    partition_id: partition,
    partition: related(`${base}${inCluster}/topics/${topic}/partitions/${partition}`),
    lag: related(`${base}${ofGroup}/lags/${topic}/partitions/${partition}`),
  }
}

interface LagFacts {
  readonly partition: number
  readonly current: number
  readonly end: number
  readonly id?: string
  readonly client?: string
}

function lagBody({ topic, values }: Facts, answer: Pick<Answer, 'json'>, lag: LagFacts): object {
  const path = `/v3/clusters/${values.cluster}/consumer-groups/${values.group}/lags/${topic}/partitions/${lag.partition}`
  return {
    kind: 'KafkaConsumerLag',
    metadata: {
      self: above(answer, path) + path,
      resource_name: `crn:///kafka=${values.cluster}/consumer-group=${values.group}/lag=${topic}/partition=${lag.partition}`,
    },
    cluster_id: values.cluster,
    consumer_group_id: values.group,
    topic_name: topic,
    partition_id: lag.partition,
    consumer_id: lag.id ?? '',
    instance_id: null,
    client_id: lag.client ?? '',
    current_offset: lag.current,
    log_end_offset: lag.end,
    lag: Math.max(0, lag.end - lag.current),
  }
}

/** Compares a collection: each item is made of what the answer has in its place, for its links. */
function listed(
  answer: Answer,
  kind: string,
  end: string,
  items: readonly ((item: Pick<Answer, 'json'>) => object)[],
): void {
  const data = dataOf<object>(answer)
  equal(data.length, items.length, answer.text)
  const expected = items.map((make, index) => make({ json: data[index] }))
  deepEqual(answer.json, { kind, metadata: { self: above(answer, end) + end, next: null }, data: expected })
}

const ofGroup = ({ values }: Facts, rest = '') =>
  `/v3/clusters/${values.cluster}/consumer-groups/${values.group}${rest}`

const two = { partitions: 2 }
/** Three records in partition 0 and five in partition 1. */
const records = produced(...[0, 0, 0, 1, 1, 1, 1, 1].map((partition, value) => ({ value: { value }, partition })))

const nativeCases = protocols.flatMap((groupProtocol): Case[] => {
  const assignor = (body: unknown) => ok(/\w/.test(String(body)), 'the assignor has a name')
  const own = { type: groupProtocol === 'classic' ? 'CLASSIC' : 'CONSUMER' }
  return [
    {
      name: `a group of native consumers of the ${groupProtocol} protocol is STABLE`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol }),
      request: get(group),
      answers: { status: 200 },
      afterwards(facts, answer) {
        const { partition_assignor, ...body } = answer.json as Record<string, unknown>
        deepEqual(body, groupBody(facts, answer, own))
        assignor(partition_assignor)
      },
    },
    {
      name: `a group of native consumers of the ${groupProtocol} protocol is listed as it is described`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol }),
      request: get(groups),
      answers: { status: 200 },
      async afterwards(facts, answer) {
        const { kind, metadata } = answer.json as { kind: string; metadata: { self: string; next: null } }
        equal(kind, 'KafkaConsumerGroupList')
        equal(metadata.next, null)
        ok(metadata.self.endsWith(`/v3/clusters/${facts.values.cluster}/consumer-groups`))
        const item = dataOf<{ consumer_group_id: string }>(answer).find(
          ({ consumer_group_id }) => consumer_group_id === facts.values.group,
        )
        deepEqual(item, (await facts.send(get(group))).json)
      },
    },
    {
      name: `native consumers of the ${groupProtocol} protocol are listed`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol }),
      request: get(`${group}/consumers`),
      answers: { status: 200 },
      afterwards: (facts, answer) =>
        listed(answer, 'KafkaConsumerList', ofGroup(facts, '/consumers'), [
          (item) => consumerBody(facts, item, facts.values.consumer ?? ''),
        ]),
    },
    {
      name: `a static native consumer of the ${groupProtocol} protocol has its instance_id`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol, groupInstanceId: 'pod-7' }),
      request: get(`${group}/consumers/{consumer}`),
      answers: { status: 200 },
      afterwards: (facts, answer) =>
        deepEqual(answer.json, consumerBody(facts, answer, facts.values.consumer ?? '', { instance_id: 'pod-7' })),
    },
    {
      name: `the partitions of a native consumer of the ${groupProtocol} protocol are listed`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol }),
      request: get(`${group}/consumers/{consumer}/assignments`),
      answers: { status: 200 },
      afterwards(facts, answer) {
        const id = facts.values.consumer ?? ''
        listed(answer, 'KafkaConsumerAssignmentList', ofGroup(facts, `/consumers/${id}/assignments`), [
          (item) => assignmentBody(facts, item, id, 0),
          (item) => assignmentBody(facts, item, id, 1),
        ])
      },
    },
    {
      name: `one partition of a native consumer of the ${groupProtocol} protocol is described`,
      contract: 'C.8',
      topic: two,
      given: native({ groupProtocol }),
      request: get(`${group}/consumers/{consumer}/assignments/{topic}/partitions/1`),
      answers: { status: 200 },
      afterwards: (facts, answer) =>
        deepEqual(answer.json, assignmentBody(facts, answer, facts.values.consumer ?? '', 1)),
    },
    {
      name: `lags of a group of the ${groupProtocol} protocol name the consumer, the largest first`,
      contract: 'H.4 61',
      topic: two,
      given: steps(cluster, records, committed(2, 1), takenOver({ groupProtocol })),
      request: get(`${group}/lags`),
      answers: { status: 200 },
      afterwards(facts, answer) {
        const whose = { id: facts.values.consumer ?? '', client: 'native' }
        listed(answer, 'KafkaConsumerLagList', ofGroup(facts, '/lags'), [
          (item) => lagBody(facts, item, { partition: 1, current: 1, end: 5, ...whose }),
          (item) => lagBody(facts, item, { partition: 0, current: 2, end: 3, ...whose }),
        ])
      },
    },
  ]
})

/** A native consumer joins a group that has committed offsets. */
function takenOver(options: object): NonNullable<Case['given']> {
  return async (facts) => {
    await join(facts.values.group ?? '', facts.topic, options)
    const [consumer = ''] = idsOf(await until(facts, `${group}/consumers`, (answer) => dataOf(answer).length === 1))
    await until(facts, `${group}/consumers/${consumer}/assignments`, (answer) => dataOf(answer).length === 2)
    return { consumer }
  }
}

const simpleCases: readonly Case[] = [
  {
    name: 'a group that has only committed is EMPTY and simple',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, committed(1)),
    request: get(group),
    answers: { status: 200 },
    afterwards: (facts, answer) =>
      deepEqual(answer.json, groupBody(facts, answer, { is_simple: true, partition_assignor: '', state: 'EMPTY' })),
  },
  {
    name: 'a group that has only committed is in the list, which is sorted',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, committed(1)),
    request: get(groups),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      const names = dataOf<{ consumer_group_id: string }>(answer).map(({ consumer_group_id }) => consumer_group_id)
      deepEqual(names, names.toSorted())
      const item = dataOf<object>(answer)[names.indexOf(facts.values.group ?? '')]
      deepEqual(item, (await facts.send(get(group))).json)
    },
  },
  {
    name: 'a group without members has an empty list of consumers',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, committed(1)),
    request: get(`${group}/consumers`),
    answers: { status: 200 },
    afterwards: (facts, answer) => listed(answer, 'KafkaConsumerList', ofGroup(facts, '/consumers'), []),
  },
  {
    name: 'lags equal end less committed, and belong to nobody in a group without members',
    contract: 'H.4 61',
    topic: two,
    given: steps(cluster, records, committed(3, 2)),
    request: get(`${group}/lags`),
    answers: { status: 200 },
    afterwards: (facts, answer) =>
      listed(answer, 'KafkaConsumerLagList', ofGroup(facts, '/lags'), [
        (item) => lagBody(facts, item, { partition: 1, current: 2, end: 5 }),
        (item) => lagBody(facts, item, { partition: 0, current: 3, end: 3 }),
      ]),
  },
  {
    name: 'partitions in which nothing was committed have no lag',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, committed(1)),
    request: get(`${group}/lags`),
    answers: { status: 200 },
    afterwards: (_, answer) => equal(dataOf(answer).length, 1),
  },
  {
    name: 'one lag is described by itself',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, committed(3, 2)),
    request: get(`${group}/lags/{topic}/partitions/1`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, lagBody(facts, answer, { partition: 1, current: 2, end: 5 })),
  },
  {
    name: 'a group that has committed more than there is lags by 0, and its offset is told to the last digit',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, committedNatively(2n ** 63n - 1n)),
    request: get(`${group}/lags/{topic}/partitions/0`),
    answers: { status: 200 },
    afterwards: (_, { text }) =>
      ok(/"current_offset":9223372036854775807,"log_end_offset":3,"lag":0\b/.test(text), text),
  },
  {
    name: 'the summary has the largest lag and the sum',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, committed(1, 1)),
    request: get(`${group}/lag-summary`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, summaryBody(facts, answer, {})),
  },
  ...['lags', 'lag-summary', 'lags/{topic}/partitions/0'].map(
    (path): Case => ({
      name: `${path} of a group that has committed nothing answers 404`,
      contract: 'C.8',
      topic: two,
      given: instances('a'),
      request: get(`${group}/${path}`),
      answers: refused(404, 404),
    }),
  ),
]

/** Of three and five records, of which one each is committed. */
function summaryBody({ topic, values }: Facts, answer: Answer, { id = '' }: { id?: string }): object {
  const inCluster = `/v3/clusters/${values.cluster}`
  const path = `${inCluster}/consumer-groups/${values.group}`
  const base = above(answer, `${path}/lag-summary`)
  return {
    kind: 'KafkaConsumerGroupLagSummary',
    metadata: {
      self: `${base}${path}/lag-summary`,
      resource_name: `crn:///kafka=${values.cluster}/consumer-group=${values.group}/lag-summary`,
    },
    cluster_id: values.cluster,
    consumer_group_id: values.group,
    max_lag_consumer_id: id,
    max_lag_instance_id: null,
    max_lag_client_id: id,
    max_lag_topic_name: topic,
    max_lag_partition_id: 1,
    max_lag: 4,
    total_lag: 6,
    max_lag_consumer: related(`${base}${path}/consumers${id === '' ? '' : `/${id}`}`),
    max_lag_partition: related(`${base}${inCluster}/topics/${topic}/partitions/1`),
  }
}

const ownGroup = { partition_assignor: 'sticky' }

const ownCases: readonly Case[] = [
  {
    name: 'a group of instances is found before it has committed anything',
    contract: 'C.8',
    topic: two,
    given: instances('a', 'b'),
    request: get(group),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, groupBody(facts, answer, ownGroup)),
  },
  {
    name: 'a group of instances that has committed is STABLE in the list',
    contract: 'C.8',
    topic: two,
    given: steps(instances('a', 'b'), committed(1)),
    request: get(groups),
    answers: { status: 200 },
    afterwards(facts, answer) {
      const json = dataOf<{ consumer_group_id: string }>(answer).find(
        ({ consumer_group_id }) => consumer_group_id === facts.values.group,
      )
      deepEqual(json, groupBody(facts, { json }, ownGroup))
    },
  },
  {
    name: 'instances are the consumers of their group, by their names',
    contract: 'C.8',
    topic: two,
    given: instances('b', 'a'),
    request: get(`${group}/consumers`),
    answers: { status: 200 },
    afterwards: (facts, answer) =>
      listed(answer, 'KafkaConsumerList', ofGroup(facts, '/consumers'), [
        (item) => consumerBody(facts, item, 'a', { client_id: 'a' }),
        (item) => consumerBody(facts, item, 'b', { client_id: 'b' }),
      ]),
  },
  {
    name: 'an instance is described by its name, whatever that is',
    contract: 'C.8',
    topic: two,
    given: instances('a/b 100%?x=é#1'),
    request: get(`${group}/consumers/${encodeURIComponent('a/b 100%?x=é#1')}`),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      const name = 'a/b 100%?x=é#1'
      deepEqual(answer.json, consumerBody(facts, answer, name, { client_id: name }))
      deepEqual((await facts.send(get(new URL(selfOf(answer)).pathname))).json, answer.json)
      const { assignments } = answer.json as { assignments: { related: string } }
      equal(dataOf(await facts.send(get(new URL(assignments.related).pathname))).length, 2)
    },
  },
  {
    name: 'instances have the partitions that their group’s table gives them',
    contract: 'C.8',
    topic: two,
    given: instances('a', 'b'),
    request: get(`${group}/consumers/a/assignments`),
    answers: { status: 200 },
    async afterwards(facts, answer) {
      const partitionOf = (of: Answer) => dataOf<{ partition_id: number }>(of).map(({ partition_id }) => partition_id)
      const [first = -1] = partitionOf(answer)
      listed(answer, 'KafkaConsumerAssignmentList', ofGroup(facts, '/consumers/a/assignments'), [
        (item) => assignmentBody(facts, item, 'a', first),
      ])
      deepEqual(partitionOf(await facts.send(get(`${group}/consumers/b/assignments`))), [1 - first])
    },
  },
  {
    name: 'one partition of an instance is described',
    contract: 'C.8',
    topic: two,
    given: instances('a'),
    request: get(`${group}/consumers/a/assignments/{topic}/partitions/1`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, assignmentBody(facts, answer, 'a', 1)),
  },
  {
    name: 'lags name the instance whose partition it is',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, instances('a'), committed(1, 1)),
    request: get(`${group}/lags`),
    answers: { status: 200 },
    afterwards: (facts, answer) =>
      listed(answer, 'KafkaConsumerLagList', ofGroup(facts, '/lags'), [
        (item) => lagBody(facts, item, { partition: 1, current: 1, end: 5, id: 'a', client: 'a' }),
        (item) => lagBody(facts, item, { partition: 0, current: 1, end: 3, id: 'a', client: 'a' }),
      ]),
  },
  {
    name: 'the summary names the instance that is furthest behind',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, records, instances('a'), committed(1, 1)),
    request: get(`${group}/lag-summary`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, summaryBody(facts, answer, { id: 'a' })),
  },
  {
    name: 'a group whose instances are deleted is gone when it has committed nothing',
    contract: 'C.8',
    topic: two,
    given: steps(instances('a'), async (facts) => {
      equal((await facts.send(get(group))).status, 200)
      equal((await facts.send(remove('/consumers/{group}/instances/a'))).status, 204)
      return undefined
    }),
    request: get(group),
    answers: refused(404, 404),
  },
  {
    name: 'a group whose instances are deleted is EMPTY when it has committed something',
    contract: 'C.8',
    topic: two,
    given: steps(instances('a'), committed(1), async (facts) => {
      equal((await facts.send(remove('/consumers/{group}/instances/a'))).status, 204)
      return undefined
    }),
    request: get(group),
    answers: { status: 200 },
    afterwards: (_, answer) => equal(stateOf(answer), 'EMPTY'),
  },
  {
    name: 'an instance that does not come back is no consumer any more after a while',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, async (facts) => {
      const values = { group: newGroup() }
      const { base } = await createConsumer(facts, { 'consumer.instance.timeout.ms': '1000' }, values.group)
      await facts.send(post(`${base}/subscription`, V2, { topics: [facts.topic] }))
      equal((await facts.send(get(`${base}/records?timeout=1`))).status, 200)
      await until(facts, group.replace('{group}', values.group), ({ status }) => status === 404)
      return values
    }),
    request: get(group),
    answers: refused(404, 404),
  },
  {
    name: 'an instance with partitions assigned by hand is no consumer of a group',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, async (facts) => {
      const values = { group: newGroup() }
      const { base } = await createConsumer(facts, {}, values.group)
      const partitions = [{ topic: facts.topic, partition: 0 }]
      equal((await facts.send(post(`${base}/assignments`, V2, { partitions }))).status, 204)
      equal((await facts.send(get(`${base}/records?timeout=1`))).status, 200)
      return values
    }),
    request: get(group),
    answers: refused(404, 404),
  },
]

const paths = [
  '',
  '/consumers',
  '/consumers/a',
  '/consumers/a/assignments',
  '/consumers/a/assignments/t/partitions/0',
  '/lags',
  '/lags/t/partitions/0',
  '/lag-summary',
]

const refusals: readonly Case[] = [
  ...paths.map(
    (path): Case => ({
      name: `an unknown group answers 404: ${path}`,
      contract: 'H.4 61',
      given: steps(cluster, async () => ({ group: newGroup() })),
      request: get(group + path),
      answers: refused(404, 404, /could not be found/),
    }),
  ),
  ...['', ...paths.map((path) => `/g${path}`)].map(
    (path): Case => ({
      name: `a wrong cluster id answers 404: /consumer-groups${path}`,
      contract: 'H.4 57',
      request: get(`/v3/clusters/other/consumer-groups${path}`),
      answers: refused(404, 404, /other/),
    }),
  ),
  ...['', '/assignments', '/assignments/{topic}/partitions/0'].map(
    (path): Case => ({
      name: `an unknown consumer answers 404: ${path}`,
      contract: 'C.8',
      topic: two,
      given: instances('a'),
      request: get(`${group}/consumers/b${path}`),
      answers: refused(404, 404, /Consumer b/),
    }),
  ),
  ...[
    '{topic}/partitions/2',
    '{topic}/partitions/-1',
    'other/partitions/0',
    '{topic}/partitions/x',
    'a%2Fb/partitions/0',
  ].map(
    (path): Case => ({
      name: `a partition that is not the consumer’s answers 404: ${path}`,
      contract: 'C.8',
      topic: two,
      given: instances('a'),
      request: get(`${group}/consumers/a/assignments/${path}`),
      answers: refused(404, 404),
    }),
  ),
  ...['{topic}/partitions/1', '{topic}/partitions/9', '{topic}/partitions/99999999999', 'other/partitions/0'].map(
    (path): Case => ({
      name: `a lag that there is not answers 404: ${path}`,
      contract: 'C.8',
      topic: two,
      given: steps(cluster, committed(1)),
      request: get(`${group}/lags/${path}`),
      answers: refused(404, 404),
    }),
  ),
  // Other tests make groups of strange names.
  ...['a%00b', '%F0%9F%90%98', '..%2F..', 'a%20b%3Fc', '%ff%fe', '__proto__', '-', 'x'.repeat(4000)].map(
    (name): Case => ({
      name: `a group of a strange name that there is not answers 404: ${name.slice(0, 20)}`,
      contract: 'C.8',
      given: cluster,
      request: get(`${groups}/${name}-nobody`),
      answers: refused(404, 404),
    }),
  ),
]

export const v3Groups: readonly Case[] = [...nativeCases, ...simpleCases, ...ownCases, ...refusals]

/** Without a table nobody has made an instance: groups are what Kafka says of them. */
export const v3GroupsWithoutStore: readonly Case[] = [
  {
    name: 'a group that has only committed is described where there is no table of consumers',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, committedNatively(0n)),
    request: get(group),
    answers: { status: 200 },
    afterwards: (_, answer) => equal(stateOf(answer), 'EMPTY'),
  },
  {
    name: 'groups are listed where there is no table of consumers',
    contract: 'C.8',
    topic: two,
    given: steps(cluster, committedNatively(0n)),
    request: get(groups),
    answers: { status: 200 },
    afterwards: ({ values }, { text }) => ok(text.includes(`"${values.group}"`), text),
  },
  {
    name: 'an unknown group answers 404 where there is no table of consumers',
    contract: 'H.4 61',
    given: cluster,
    request: get(`${groups}/nobody`),
    answers: refused(404, 404),
  },
]

/** A native consumer has committed in partition 0, and left. */
function committedNatively(offset: bigint): NonNullable<Case['given']> {
  return async ({ topic }) => {
    const values = { group: newGroup() }
    const consumer = new Consumer({ groupId: values.group, clientId: 'native', bootstrapBrokers: [stack.kafka] })
    const stream = await consumer.consume({ topics: [topic], mode: 'latest', autocommit: false, maxWaitTime: 100 })
    await consumer.commit({ offsets: [{ topic, partition: 0, offset, leaderEpoch: 0 }] })
    await stream.close()
    await consumer.close(true)
    return values
  }
}
