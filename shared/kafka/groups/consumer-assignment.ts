import { Reader } from '@platformatic/kafka'
import type { Partition } from './partitions.ts'

/**
 * The partitions that a member of a classic group has been given: version, topics with their partitions, and data of the
 * assignor's own (Kafka's `ConsumerProtocolAssignment`). Brokers pass these bytes on without a look at them, so that they can
 * be anything.
 *
 * @returns none where the bytes are something else
 */
export function partitionsOf(assignment: Buffer): Partition[] {
  try {
    const reader = Reader.from(assignment)
    reader.readInt16()
    return topicPartitions(reader)
  } catch {
    return []
  }
}

function topicPartitions(reader: Reader): Partition[] {
  const topics = reader.readArray(
    () => {
      const topic = reader.readString(false)
      return reader.readArray(() => ({ topic, partition: reader.readInt32() }), false, false)
    },
    false,
    false,
  )
  return topics.flat()
}
