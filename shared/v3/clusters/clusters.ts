import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { type ClusterMetadata, fetchMetadata } from '../../kafka/metadata.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection, related, resource } from '../resource.ts'

/** `GET /v3/clusters`: the one cluster this proxy speaks to, contract C.2. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const cluster = await fetchMetadata(kafka, [], call.deadline)
  return jsonAnswer(call, collection(call, 'KafkaClusterList', '/v3/clusters', [clusterBody(call, cluster)]))
}

/** `GET /v3/clusters/{cluster}`: contract C.2. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  return jsonAnswer(call, clusterBody(call, await askedCluster(call, kafka)))
}

function clusterBody(call: Call, { clusterId, controller }: ClusterMetadata): object {
  const path = `/v3/clusters/${clusterId}`
  return {
    ...resource(call, 'KafkaCluster', path, `kafka=${clusterId}`),
    cluster_id: clusterId,
    controller: controller < 0 ? null : related(call, `${path}/brokers/${controller}`),
    acls: related(call, `${path}/acls`),
    brokers: related(call, `${path}/brokers`),
    broker_configs: related(call, `${path}/broker-configs`),
    consumer_groups: related(call, `${path}/consumer-groups`),
    topics: related(call, `${path}/topics`),
    partition_reassignments: related(call, `${path}/topics/-/partitions/-/reassignment`),
  }
}
