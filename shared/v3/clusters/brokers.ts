import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import type { BrokerMetadata } from '../../kafka/metadata.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection, related, resource } from '../resource.ts'
import { askedBroker } from './asked-broker.ts'

/** `GET …/brokers`, by id: contract C.3. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const { clusterId, brokers } = await askedCluster(call, kafka)
  const data = brokers
    .toSorted((one, other) => one.node - other.node)
    .map((broker) => brokerBody(call, clusterId, broker))
  return jsonAnswer(call, collection(call, 'KafkaBrokerList', `/v3/clusters/${clusterId}/brokers`, data))
}

/** `GET …/brokers/{broker}`: contract C.3. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const cluster = await askedCluster(call, kafka)
  return jsonAnswer(call, brokerBody(call, cluster.clusterId, askedBroker(call, cluster)))
}

function brokerBody(call: Call, clusterId: string, { node, host, port, rack }: BrokerMetadata): object {
  const path = `/v3/clusters/${clusterId}/brokers/${node}`
  return {
    ...resource(call, 'KafkaBroker', path, `kafka=${clusterId}/broker=${node}`),
    cluster_id: clusterId,
    broker_id: node,
    host,
    port,
    rack,
    configs: related(call, `${path}/configs`),
    partition_replicas: related(call, `${path}/partition-replicas`),
  }
}
