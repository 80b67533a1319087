import type { Call } from '../http/call.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { KafkaError } from '../kafka/error.ts'
import type { ClusterMetadata, TopicMetadata } from '../kafka/metadata.ts'
import { isTopicName } from '../kafka/topic-name.ts'
import { askedCluster } from './asked-cluster.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/**
 * The cluster and the topic that the path names.
 *
 * @param operations  whether to say what may be done to it (KIP-430)
 * @throws NotFound    another cluster
 * @throws KafkaError  no such topic (404/40403), or none that this proxy may see
 */
export async function askedTopic(
  call: Call,
  kafka: KafkaClient,
  operations = false,
): Promise<{ readonly cluster: ClusterMetadata; readonly topic: TopicMetadata }> {
  const name = call.param('topic')
  const cluster = await askedCluster(call, kafka, isTopicName(name) ? [name] : [], operations)
  const [topic] = cluster.topics
  // A topic some of whose partitions have no leader is described all the same.
  if (!topic || topic.partitions.length === 0) throw new KafkaError(topic?.errorCode || UNKNOWN_TOPIC_OR_PARTITION)
  return { cluster, topic }
}
