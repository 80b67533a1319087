import { deepEqual, equal, ok } from 'node:assert/strict'
import { stack } from '../support/stack.ts'
import { type Case, get, refused } from './case.ts'
import { cluster, dataOf, ownCluster, related, selfOf } from './v3.ts'

const brokers = `${ownCluster}/brokers`

export const v3Clusters: readonly Case[] = [
  {
    name: 'GET /v3/clusters lists exactly one cluster, with its links',
    contract: 'C.2',
    given: cluster,
    request: get('/v3/clusters'),
    answers: { status: 200 },
    afterwards({ values }, { json }) {
      const { metadata, ...list } = json as { metadata: { self: string; next: null }; data: unknown[] }
      ok(metadata.self.endsWith('/v3/clusters'))
      const self = `${metadata.self}/${values.cluster}`
      deepEqual(list, { kind: 'KafkaClusterList', data: [clusterBody(self, values.cluster ?? '')] })
    },
  },
  {
    name: 'GET of the cluster answers it alone',
    contract: 'C.2',
    given: cluster,
    request: get(ownCluster),
    answers: { status: 200 },
    afterwards({ values }, { json }) {
      const { self } = (json as { metadata: { self: string } }).metadata
      ok(self.endsWith(`/v3/clusters/${values.cluster}`))
      deepEqual(json, clusterBody(self, values.cluster ?? ''))
    },
  },
  ...[
    '',
    '/topics',
    '/topics/t',
    '/topics/t/configs',
    '/topics/t/configs/retention.ms',
    '/topics/-/configs',
    '/topics/t/default-configs',
    '/topics/t/partitions',
    '/topics/t/partitions/0',
    '/topics/t/partitions/0/offset',
    '/topics/t/partitions/0/replicas',
    '/topics/t/partitions/0/replicas/1',
    '/topics/t/partitions/0/reassignment',
    '/topics/t/partitions/-/reassignment',
    '/topics/-/partitions/-/reassignment',
    '/brokers',
    '/brokers/1',
    '/brokers/1/configs',
    '/brokers/-/configs',
    '/brokers/1/partition-replicas',
    '/broker-configs',
  ].map(
    (path): Case => ({
      name: `a wrong cluster id answers 404: GET /v3/clusters/other${path}`,
      contract: 'H.4 57',
      request: get(`/v3/clusters/other${path}`),
      answers: refused(404, 404, /^Cluster other cannot be found\.$/),
    }),
  ),
  {
    name: 'GET brokers lists them with their addresses and links',
    contract: 'C.3',
    given: cluster,
    request: get(brokers),
    answers: { status: 200 },
    afterwards({ values }, answer) {
      const { metadata, kind } = answer.json as { kind: string; metadata: { self: string; next: null } }
      equal(kind, 'KafkaBrokerList')
      equal(metadata.next, null)
      deepEqual(dataOf(answer), [brokerBody(`${metadata.self}/1`, values.cluster ?? '')])
    },
  },
  {
    name: 'GET of a broker answers it alone',
    contract: 'C.3',
    given: cluster,
    request: get(`${brokers}/1`),
    answers: { status: 200 },
    afterwards({ values }, answer) {
      ok(selfOf(answer).endsWith(`/v3/clusters/${values.cluster}/brokers/1`))
      deepEqual(answer.json, brokerBody(selfOf(answer), values.cluster ?? ''))
    },
  },
  ...['7', '-1', '2147483647'].flatMap((id) =>
    ['', '/partition-replicas', '/configs', '/configs/log.retention.ms'].map(
      (path): Case => ({
        name: `an unknown broker answers 404: GET brokers/${id}${path}`,
        contract: 'C.3',
        given: cluster,
        request: get(`${brokers}/${id}${path}`),
        answers: refused(404, 404, new RegExp(`^Broker ${id} cannot be found\\.$`)),
      }),
    ),
  ),
  ...['x', '1.0', '-', '99999999999', '%20'].map(
    (id): Case => ({
      name: `a broker id that is no number answers 404: ${id}`,
      contract: 'A.5',
      given: cluster,
      request: get(`${brokers}/${id}`),
      answers: refused(404, 404),
    }),
  ),
  {
    name: 'GET partition-replicas lists what a broker has',
    contract: 'C.3',
    topic: { partitions: 2 },
    given: cluster,
    request: get(`${brokers}/1/partition-replicas`),
    answers: { status: 200 },
    afterwards({ topic, values }, answer) {
      equal((answer.json as { kind: string }).kind, 'KafkaReplicaList')
      const found = dataOf<{ topic_name: string; partition_id: number; metadata: { resource_name: string } }>(answer)
      deepEqual(
        found.filter(({ topic_name }) => topic_name === topic).map(({ metadata }) => metadata.resource_name),
        [0, 1].map((partition) => `crn:///kafka=${values.cluster}/topic=${topic}/partition=${partition}/replica=1`),
      )
      const names = found.map(({ topic_name }) => topic_name)
      deepEqual(names, names.toSorted())
    },
  },
]

function brokerBody(self: string, cluster: string): object {
  const [host, port] = stack.kafka.split(':')
  return {
    kind: 'KafkaBroker',
    metadata: { self, resource_name: `crn:///kafka=${cluster}/broker=1` },
    cluster_id: cluster,
    broker_id: 1,
    host,
    port: Number(port),
    rack: null,
    configs: related(`${self}/configs`),
    partition_replicas: related(`${self}/partition-replicas`),
  }
}

function clusterBody(self: string, id: string): object {
  return {
    kind: 'KafkaCluster',
    metadata: { self, resource_name: `crn:///kafka=${id}` },
    cluster_id: id,
    controller: related(`${self}/brokers/1`),
    acls: related(`${self}/acls`),
    brokers: related(`${self}/brokers`),
    broker_configs: related(`${self}/broker-configs`),
    consumer_groups: related(`${self}/consumer-groups`),
    topics: related(`${self}/topics`),
    partition_reassignments: related(`${self}/topics/-/partitions/-/reassignment`),
  }
}
