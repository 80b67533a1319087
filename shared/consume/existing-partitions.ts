import { KafkaError } from '../kafka/error.ts'
import type { TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/** Those of the partitions that exist. What this process does not know of may be new: then the cluster is asked. */
export async function existingPartitions<Partition extends TopicPartition>(
  services: Pick<ConsumeServices, 'topics' | 'now'>,
  partitions: readonly Partition[],
  deadline: number,
): Promise<readonly Partition[]> {
  const now = services.now()
  const topics = [...new Set(partitions.map(({ topic }) => topic))]
  const among = (counts: ReadonlyMap<string, number>) =>
    partitions.filter(({ topic, partition }) => partition < (counts.get(topic) ?? 0))
  const found = among(await services.topics.partitionCounts(topics, deadline))
  if (found.length === partitions.length) return found
  return among(await services.topics.partitionCounts(topics, deadline, now))
}

/**
 * Makes sure that partitions that a request names exist, before anything is done with any of them.
 *
 * @throws KafkaError  `UNKNOWN_TOPIC_OR_PARTITION`
 */
export async function requirePartitions(
  services: Pick<ConsumeServices, 'topics' | 'now'>,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<void> {
  const found = await existingPartitions(services, partitions, deadline)
  if (found.length < partitions.length) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
}
