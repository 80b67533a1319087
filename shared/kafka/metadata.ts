import { metadataV10, metadataV11, metadataV12 } from '@platformatic/kafka'
import { authorizedOperations } from './authorized-operations.ts'
import type { BrokerAddress, KafkaClient } from './client.ts'

/** A partition as the cluster sees it. `leader` is −1 while there is none. */
export interface PartitionMetadata {
  readonly partition: number
  readonly leader: number
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
}

/** A topic as the cluster sees it; `errorCode` other than 0 says why it could not be described. */
export interface TopicMetadata {
  readonly name: string
  readonly errorCode: number
  readonly internal: boolean
  /** Index = partition number. */
  readonly partitions: readonly PartitionMetadata[]
  /** What this proxy's principal may do to it; present when it was asked for. */
  readonly operations?: readonly string[]
}

export interface BrokerMetadata extends BrokerAddress {
  readonly node: number
  readonly rack: string | null
}

export interface ClusterMetadata {
  readonly clusterId: string
  readonly controller: number
  readonly brokers: readonly BrokerMetadata[]
  readonly topics: readonly TopicMetadata[]
}

const VERSIONS = [metadataV12.api, metadataV11.api, metadataV10.api]

/**
 * Asks any broker for the cluster's brokers and topics. Never creates a topic.
 *
 * @param topics     names; an empty list for brokers alone, `null` for all topics
 * @param deadline   epoch milliseconds
 * @param operations whether to say what this proxy's principal may do to each topic (KIP-430)
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function fetchMetadata(
  client: KafkaClient,
  topics: readonly string[] | null,
  deadline: number,
  operations = false,
): Promise<ClusterMetadata> {
  const answer = await client.callAny(VERSIONS, [topics === null ? null : [...topics], false, operations], deadline)
  const brokers = answer.brokers.map(({ nodeId, host, port, rack }) => ({
    node: nodeId,
    host,
    port,
    rack: rack ?? null,
  }))
  client.learn(new Map(brokers.map((broker) => [broker.node, broker])))
  return {
    clusterId: answer.clusterId ?? '',
    controller: answer.controllerId,
    brokers,
    topics: answer.topics.map((topic) => ({
      name: topic.name ?? '',
      errorCode: topic.errorCode,
      internal: topic.isInternal,
      ...(operations && { operations: authorizedOperations(topic.topicAuthorizedOperations) }),
      partitions: topic.partitions
        .toSorted((a, b) => a.partitionIndex - b.partitionIndex)
        .map((partition) => ({
          partition: partition.partitionIndex,
          leader: partition.leaderId,
          replicas: partition.replicaNodes,
          inSyncReplicas: partition.isrNodes,
        })),
    })),
  }
}
