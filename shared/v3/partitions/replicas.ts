import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import type { PartitionMetadata, TopicMetadata } from '../../kafka/metadata.ts'
import { askedCluster } from '../asked-cluster.ts'
import { askedBroker } from '../clusters/asked-broker.ts'
import { collection, collectionText, related, resource, rowsText } from '../resource.ts'
import { askedPartition } from './asked-partition.ts'

/** `GET …/partitions/{partition}/replicas`: contract C.6. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const { clusterId, topic, partition } = await askedPartition(call, kafka)
  const path = `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition.partition}/replicas`
  const data = partition.replicas.map((broker) => replicaBody(call, clusterId, topic, partition, broker))
  return jsonAnswer(call, collection(call, 'KafkaReplicaList', path, data))
}

/** `GET …/partitions/{partition}/replicas/{broker}`: contract C.6. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const broker = call.intParam('broker')
  const { clusterId, topic, partition } = await askedPartition(call, kafka)
  if (!partition.replicas.includes(broker))
    throw new NotFound(`Partition ${partition.partition} of topic '${topic}' has no replica on broker ${broker}.`)
  return jsonAnswer(call, replicaBody(call, clusterId, topic, partition, broker))
}

/** `GET …/brokers/{broker}/partition-replicas`: what a broker has of topics that the caller may see, contract C.3. */
export async function ofBroker(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const cluster = await askedCluster(call, kafka, null)
  const { node } = askedBroker(call, cluster)
  const topics = cluster.topics
    .filter(({ name }) => policy.allows(call.identity, 'metadata', name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const path = `/v3/clusters/${cluster.clusterId}/brokers/${node}/partition-replicas`
  const rows = rowsText(replicasOn(call, cluster.clusterId, node, topics))
  return textAnswer(call, collectionText(call, 'KafkaReplicaList', path, rows))
}

function* replicasOn(
  call: Call,
  clusterId: string,
  broker: number,
  topics: readonly TopicMetadata[],
): Generator<object> {
  for (const { name, partitions } of topics) {
    for (const partition of partitions) {
      if (partition.replicas.includes(broker)) yield replicaBody(call, clusterId, name, partition, broker)
    }
  }
}

function replicaBody(
  call: Call,
  clusterId: string,
  topic: string,
  { partition, leader, inSyncReplicas }: PartitionMetadata,
  broker: number,
): object {
  const path = `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition}/replicas/${broker}`
  const name = `kafka=${clusterId}/topic=${topic}/partition=${partition}/replica=${broker}`
  return {
    ...resource(call, 'KafkaReplica', path, name),
    cluster_id: clusterId,
    topic_name: topic,
    partition_id: partition,
    broker_id: broker,
    is_leader: leader === broker,
    is_in_sync: inSyncReplicas.includes(broker),
    broker: related(call, `/v3/clusters/${clusterId}/brokers/${broker}`),
  }
}
