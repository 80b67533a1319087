import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import type { PartitionMetadata } from '../../kafka/metadata.ts'
import { askedTopic } from '../asked-topic.ts'
import { collectionText, related, resource, rowsText } from '../resource.ts'
import { askedPartition } from './asked-partition.ts'

/** `GET …/topics/{topic}/partitions`: contract C.6. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const { cluster, topic } = await askedTopic(call, kafka)
  const path = `/v3/clusters/${cluster.clusterId}/topics/${topic.name}/partitions`
  const bodies = topic.partitions
    .values()
    .map((partition) => partitionBody(call, cluster.clusterId, topic.name, partition))
  return textAnswer(call, collectionText(call, 'KafkaPartitionList', path, rowsText(bodies)))
}

/** `GET …/topics/{topic}/partitions/{partition}`: contract C.6. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const { clusterId, topic, partition } = await askedPartition(call, kafka)
  return jsonAnswer(call, partitionBody(call, clusterId, topic, partition))
}

function partitionBody(
  call: Call,
  clusterId: string,
  topic: string,
  { partition, leader }: Pick<PartitionMetadata, 'partition' | 'leader'>,
): object {
  const path = `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition}`
  return {
    ...resource(call, 'KafkaPartition', path, `kafka=${clusterId}/topic=${topic}/partition=${partition}`),
    cluster_id: clusterId,
    topic_name: topic,
    partition_id: partition,
    leader: leader < 0 ? null : related(call, `${path}/replicas/${leader}`),
    replicas: related(call, `${path}/replicas`),
    reassignment: related(call, `${path}/reassignment`),
  }
}
