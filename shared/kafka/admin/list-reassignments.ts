import { listPartitionReassignmentsV0 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'

/** A partition that is on its way from some brokers to others. */
export interface Reassignment {
  readonly topic: string
  readonly partition: number
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
}

/** A topic and those of its partitions that are asked about. */
export interface PartitionsOfTopic {
  readonly topic: string
  readonly partitions: readonly number[]
}

const VERSIONS = [listPartitionReassignmentsV0.api]

/**
 * Reassignments under way (KIP-455), by topic and partition.
 *
 * @param of  of which partitions; `null` for all there are
 * @throws KafkaError
 */
export async function listReassignments(
  client: KafkaClient,
  of: readonly PartitionsOfTopic[] | null,
  deadline: number,
): Promise<readonly Reassignment[]> {
  const wanted = of?.map(({ topic, partitions }) => ({ name: topic, partitionIndexes: [...partitions] })) ?? null
  const answer = await client.callAny(VERSIONS, [client.settings.requestTimeoutMs, wanted], deadline)
  if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode, answer.errorMessage)
  return answer.topics
    .flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, addingReplicas, removingReplicas }) => ({
        topic: name,
        partition: partitionIndex,
        addingReplicas,
        removingReplicas,
      })),
    )
    .sort((one, other) =>
      one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
    )
}
