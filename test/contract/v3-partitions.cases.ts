import { deepEqual, equal, ok } from 'node:assert/strict'
import { type Answer, type Case, type Facts, get, json2, post, refused } from './case.ts'
import { cluster, dataOf, ownCluster, related, selfOf } from './v3.ts'

const partitions = `${ownCluster}/topics/{topic}/partitions`
const BOTH_ENDS = 'offset_type=earliest_and_latest'

/** Three records in partition 1. */
async function withRecords(facts: Facts): Promise<{ cluster: string }> {
  const records = [1, 2, 3].map((value) => ({ value, partition: 1 }))
  equal((await facts.send(post('/topics/{topic}', json2, { records }))).status, 200)
  return cluster(facts)
}

function offsets(facts: Facts, answer: Answer, latest: number): object {
  const partition = selfOf(answer).split('/').at(-2)
  const name = `kafka=${facts.values.cluster}/topic=${facts.topic}/partition=${partition}`
  return {
    kind: 'KafkaPartitionWithOffsets',
    metadata: { self: selfOf(answer), resource_name: `crn:///${name}/offset_type=earliest_and_latest` },
    cluster_id: facts.values.cluster,
    topic_name: facts.topic,
    partition_id: Number(partition),
    earliest_offset: 0,
    latest_offset: latest,
  }
}

export const v3Partitions: readonly Case[] = [
  {
    name: 'GET partitions lists them in order, each with its links',
    contract: 'C.6',
    topic: { partitions: 12 },
    given: cluster,
    request: get(partitions),
    answers: { status: 200 },
    afterwards(facts, answer) {
      const { kind, metadata, data } = answer.json as {
        kind: string
        metadata: { self: string; next: null }
        data: object[]
      }
      equal(kind, 'KafkaPartitionList')
      equal(metadata.next, null)
      const bodies = Array.from({ length: 12 }, (_, id) => partitionBody(facts, `${metadata.self}/${id}`, id))
      deepEqual(data, bodies)
    },
  },
  {
    name: 'GET of a partition answers it alone',
    contract: 'C.6',
    topic: { partitions: 2 },
    given: cluster,
    request: get(`${partitions}/1`),
    answers: { status: 200 },
    afterwards(facts, answer) {
      ok(selfOf(answer).endsWith(`/topics/${facts.topic}/partitions/1`))
      deepEqual(answer.json, partitionBody(facts, selfOf(answer), 1))
    },
  },
  ...['', `?${BOTH_ENDS}`, '?offset_type=EARLIEST_AND_LATEST', '?offset_type='].map(
    (query): Case => ({
      name: `GET offset answers where a partition begins and ends${query === '' ? ', also when it is not said which' : `: ${query}`}`,
      contract: 'C.6',
      topic: { partitions: 2 },
      given: withRecords,
      request: get(`${partitions}/1/offset${query}`),
      answers: { status: 200 },
      afterwards(facts, answer) {
        ok(selfOf(answer).endsWith('/partitions/1/offset'))
        deepEqual(answer.json, offsets(facts, answer, 3))
      },
    }),
  ),
  {
    name: 'an empty partition begins and ends at 0',
    contract: 'C.6',
    topic: { partitions: 2 },
    given: withRecords,
    request: get(`${partitions}/0/offset?${BOTH_ENDS}`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, offsets(facts, answer, 0)),
  },
  {
    name: 'GET offset of another type answers 400',
    contract: 'C.6',
    topic: {},
    given: cluster,
    request: get(`${partitions}/0/offset?offset_type=latest`),
    answers: refused(400, 400, /^Bad Request: offset_type:latest is invalid/),
  },
  {
    name: 'GET offset of an unknown partition answers 404 with 40402',
    contract: 'C.6',
    topic: {},
    given: cluster,
    request: get(`${partitions}/1/offset?${BOTH_ENDS}`),
    answers: refused(404, 40402),
  },
  ...['', '/replicas', '/replicas/1', '/reassignment'].flatMap((path) =>
    ['1', '-1', '2147483647'].map(
      (id): Case => ({
        name: `an unknown partition answers 404: GET partitions/${id}${path}`,
        contract: 'C.6',
        topic: {},
        given: cluster,
        request: get(`${partitions}/${id}${path}`),
        answers: refused(404, 404, new RegExp(`Partition ${id} `)),
      }),
    ),
  ),
  ...['x', '0.0', '99999999999', '-'].map(
    (id): Case => ({
      name: `a partition that is no number answers 404: ${id}`,
      contract: 'A.5',
      topic: {},
      given: cluster,
      request: get(`${partitions}/${id}`),
      answers: refused(404, 404),
    }),
  ),
  ...['', '/0', '/0/offset', '/0/replicas', '/0/replicas/1', '/0/reassignment'].flatMap((path) => [
    {
      name: `an unknown topic answers 404 with 40403: GET partitions${path}`,
      contract: 'C.6',
      topic: 'missing',
      given: cluster,
      request: get(`${partitions}${path}`),
      answers: refused(404, 40403),
    } satisfies Case,
    {
      name: `a topic that cannot be answers 404 with 40403: GET partitions${path}`,
      contract: 'C.6',
      given: cluster,
      request: get(`${ownCluster}/topics/a%2Fb/partitions${path}`),
      answers: refused(404, 40403),
    } satisfies Case,
  ]),
  {
    name: 'GET replicas lists a partition’s replicas',
    contract: 'C.6',
    topic: { partitions: 2 },
    given: cluster,
    request: get(`${partitions}/1/replicas`),
    answers: { status: 200 },
    afterwards(facts, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaReplicaList')
      deepEqual(dataOf(answer), [replicaBody(facts, `${selfOf(answer)}/1`)])
    },
  },
  {
    name: 'GET of a replica answers it alone',
    contract: 'C.6',
    topic: { partitions: 2 },
    given: cluster,
    request: get(`${partitions}/1/replicas/1`),
    answers: { status: 200 },
    afterwards: (facts, answer) => deepEqual(answer.json, replicaBody(facts, selfOf(answer))),
  },
  ...['2', 'x'].map(
    (id): Case => ({
      name: `an unknown replica answers 404: ${id}`,
      contract: 'C.6',
      topic: {},
      given: cluster,
      request: get(`${partitions}/0/replicas/${id}`),
      answers: refused(404, 404),
    }),
  ),
  ...[
    ['topics/-/partitions/-/reassignment', 'of the whole cluster'],
    ['topics/{topic}/partitions/-/reassignment', 'of a topic'],
  ].map(
    ([path, what]): Case => ({
      name: `GET of the reassignments ${what} answers an empty list when there are none`,
      contract: 'C.6',
      topic: {},
      given: cluster,
      request: get(`${ownCluster}/${path}`),
      answers: { status: 200 },
      afterwards(_, answer) {
        equal((answer.json as { kind: string }).kind, 'KafkaReassignmentList')
        deepEqual(dataOf(answer), [])
        ok(selfOf(answer).endsWith('/partitions/-/reassignment'))
      },
    }),
  ),
  {
    name: 'GET of the reassignments of an unknown topic answers an empty list',
    contract: 'C.6',
    topic: 'missing',
    given: cluster,
    request: get(`${partitions}/-/reassignment`),
    answers: { status: 200 },
    afterwards: (_, answer) => deepEqual(dataOf(answer), []),
  },
  {
    name: 'GET of a partition’s reassignment answers 404 when there is none',
    contract: 'C.6',
    topic: {},
    given: cluster,
    request: get(`${partitions}/0/reassignment`),
    answers: refused(404, 404),
  },
]

function partitionBody({ topic, values: { cluster } }: Facts, self: string, id: number): object {
  return {
    kind: 'KafkaPartition',
    metadata: { self, resource_name: `crn:///kafka=${cluster}/topic=${topic}/partition=${id}` },
    cluster_id: cluster,
    topic_name: topic,
    partition_id: id,
    leader: related(`${self}/replicas/1`),
    replicas: related(`${self}/replicas`),
    reassignment: related(`${self}/reassignment`),
  }
}

function replicaBody({ topic, values: { cluster } }: Facts, self: string): object {
  const begins = self.slice(0, self.indexOf('/topics/'))
  return {
    kind: 'KafkaReplica',
    metadata: { self, resource_name: `crn:///kafka=${cluster}/topic=${topic}/partition=1/replica=1` },
    cluster_id: cluster,
    topic_name: topic,
    partition_id: 1,
    broker_id: 1,
    is_leader: true,
    is_in_sync: true,
    broker: related(`${begins}/brokers/1`),
  }
}
