import type { KafkaClient } from './client.ts'
import { KafkaError } from './error.ts'
import { fetchMetadata, type TopicMetadata } from './metadata.ts'
import { isTopicName } from './topic-name.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/**
 * A topic as the cluster sees it now.
 *
 * @throws KafkaError  `UNKNOWN_TOPIC_OR_PARTITION`, also for a name no topic can have; `TOPIC_AUTHORIZATION_FAILED`
 */
export async function describeTopic(client: KafkaClient, name: string, deadline: number): Promise<TopicMetadata> {
  if (!isTopicName(name)) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  const { topics } = await fetchMetadata(client, [name], deadline)
  const topic = topics[0]
  // A topic some of whose partitions have no leader is described all the same.
  if (!topic || topic.partitions.length === 0) throw new KafkaError(topic?.errorCode || UNKNOWN_TOPIC_OR_PARTITION)
  return topic
}
