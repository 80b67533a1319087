import { listOffsetsV5, listOffsetsV6, listOffsetsV7, listOffsetsV8 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'

/** Kafka's own numbers for the ends of a log; any other value is a timestamp (ListOffsets API). */
export const EARLIEST = -2n
export const LATEST = -1n

const VERSIONS = [listOffsetsV8.api, listOffsetsV7.api, listOffsetsV6.api, listOffsetsV5.api]
const READ_UNCOMMITTED = 0
const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5

/**
 * Asks a partition's leader where `which` is: {@link EARLIEST}, {@link LATEST}, or the first record at or after a time
 * (epoch ms). Leaders move: a stale one's answer is asked for again until the deadline.
 *
 * @returns the offset; −1 when no record is as late as the time asked for
 * @throws KafkaError, KafkaUnreachable
 */
export async function listOffset(
  client: KafkaClient,
  topic: string,
  partition: number,
  which: bigint,
  deadline: number,
): Promise<bigint> {
  for (;;) {
    try {
      return await askLeader(client, topic, partition, which, deadline)
    } catch (error) {
      const again = error instanceof KafkaUnreachable || (error instanceof KafkaError && error.retriable)
      const unknown = error instanceof KafkaError && error.code === UNKNOWN_TOPIC_OR_PARTITION
      if (!again || unknown || Date.now() + client.settings.retryBackoffMs >= deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, client.settings.retryBackoffMs))
    }
  }
}

async function askLeader(
  client: KafkaClient,
  topic: string,
  partition: number,
  timestamp: bigint,
  deadline: number,
): Promise<bigint> {
  const { topics } = await fetchMetadata(client, [topic], deadline)
  const known = topics[0]?.partitions[partition]
  if (!known) throw new KafkaError(topics[0]?.errorCode || UNKNOWN_TOPIC_OR_PARTITION)
  if (known.leader < 0) throw new KafkaError(LEADER_NOT_AVAILABLE)
  const answer = await client.call(known.leader, VERSIONS, [
    -1,
    READ_UNCOMMITTED,
    [{ name: topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }] }],
  ])
  const found = answer.topics[0]?.partitions[0]
  if (found?.errorCode !== 0) throw new KafkaError(found?.errorCode ?? -1)
  return found.offset
}
