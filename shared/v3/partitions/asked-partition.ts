import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import type { KafkaClient } from '../../kafka/client.ts'
import type { PartitionMetadata } from '../../kafka/metadata.ts'
import { askedTopic } from '../asked-topic.ts'

/** A partition and where it belongs. */
export interface AskedPartition {
  readonly clusterId: string
  readonly topic: string
  readonly partition: PartitionMetadata
}

/**
 * The partition that the path names, contract C.6.
 *
 * @throws NotFound    another cluster, no such partition (404/404), or its number is none
 * @throws KafkaError  no such topic (404/40403)
 */
export async function askedPartition(call: Call, kafka: KafkaClient): Promise<AskedPartition> {
  const number = call.intParam('partition')
  const { cluster, topic } = await askedTopic(call, kafka)
  const partition = topic.partitions.find((each) => each.partition === number)
  if (!partition) throw new NotFound(`Partition ${number} of topic '${topic.name}' cannot be found.`)
  return { clusterId: cluster.clusterId, topic: topic.name, partition }
}
