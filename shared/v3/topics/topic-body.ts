import type { Call } from '../../http/call.ts'
import type { TopicMetadata } from '../../kafka/metadata.ts'
import { related, resource } from '../resource.ts'

/** A topic as version 3 shows it. */
export interface TopicFacts {
  readonly name: string
  readonly internal: boolean
  readonly partitions: number
  readonly replicationFactor: number
  /** What this proxy's principal may do to it; left out where nobody asked. */
  readonly operations?: readonly string[]
}

/** Of a topic's partitions the first says the replication factor (contract C.5). */
export function factsOf({ partitions, ...topic }: TopicMetadata): TopicFacts {
  return { ...topic, partitions: partitions.length, replicationFactor: partitions[0]?.replicas.length ?? 0 }
}

/** Contract C.5. */
export function topicBody(call: Call, clusterId: string, topic: TopicFacts): object {
  const path = `/v3/clusters/${clusterId}/topics/${topic.name}`
  return {
    ...resource(call, 'KafkaTopic', path, `kafka=${clusterId}/topic=${topic.name}`),
    cluster_id: clusterId,
    topic_name: topic.name,
    is_internal: topic.internal,
    replication_factor: topic.replicationFactor,
    partitions_count: topic.partitions,
    partitions: related(call, `${path}/partitions`),
    configs: related(call, `${path}/configs`),
    partition_reassignments: related(call, `${path}/partitions/-/reassignment`),
    authorized_operations: topic.operations ?? [],
  }
}
