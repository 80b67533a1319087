import { createTopicsV5, createTopicsV6, createTopicsV7 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'

/** A topic to create; what is left out the cluster decides (`num.partitions`, `default.replication.factor`). */
export interface NewTopic {
  readonly name: string
  readonly partitions?: number
  readonly replicationFactor?: number
  /** Partition → broker ids; excludes the two counts. */
  readonly assignments?: ReadonlyMap<number, readonly number[]>
  readonly configs?: ReadonlyMap<string, string | null>
  /** Run all checks, create nothing. */
  readonly validateOnly?: boolean
}

const VERSIONS = [createTopicsV7.api, createTopicsV6.api, createTopicsV5.api]

/**
 * Creates a topic (KIP-4); any broker takes the request and passes it to the controller.
 *
 * @returns what the cluster made of it
 * @throws KafkaError  the cluster's refusal, with its own message
 */
export async function createTopic(
  client: KafkaClient,
  topic: NewTopic,
  deadline: number,
): Promise<{ partitions: number; replicationFactor: number }> {
  const answer = await client.callAny(
    VERSIONS,
    [
      [
        {
          name: topic.name,
          numPartitions: topic.assignments ? -1 : (topic.partitions ?? -1),
          replicationFactor: topic.assignments ? -1 : (topic.replicationFactor ?? -1),
          assignments: [...(topic.assignments ?? [])].map(([partitionIndex, brokerIds]) => ({
            partitionIndex,
            brokerIds: [...brokerIds],
          })),
          configs: [...(topic.configs ?? [])].map(([name, value]) => ({ name, value })),
        },
      ],
      client.settings.requestTimeoutMs,
      topic.validateOnly ?? false,
    ],
    deadline,
  )
  const created = answer.topics[0]
  if (created?.errorCode !== 0) throw new KafkaError(created?.errorCode ?? -1, created?.errorMessage)
  return { partitions: created.numPartitions, replicationFactor: created.replicationFactor }
}
