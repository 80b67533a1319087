import { canExist, type Partition } from './partitions.ts'

/**
 * The partitions that a member of a classic group has been given: version, topics with their partitions, and data of the
 * assignor's own (Kafka's `ConsumerProtocolAssignment`). Brokers pass these bytes on without a look at them, so that they can
 * be anything. They are read from the buffer itself, which ends a read beyond its end; the library's reader goes on.
 *
 * @returns none where the bytes are something else, and none that cannot be
 */
export function partitionsOf(assignment: Buffer): Partition[] {
  const partitions: Partition[] = []
  let at = VERSION_BYTES + COUNT_BYTES
  try {
    for (let topics = assignment.readInt32BE(VERSION_BYTES); topics > 0; topics--) {
      const length = assignment.readInt16BE(at)
      const end = at + 2 + length
      if (length < 0 || end > assignment.length) return []
      const topic = assignment.toString('utf8', at + 2, end)
      at = end + COUNT_BYTES
      for (let count = assignment.readInt32BE(end); count > 0; count--, at += 4) {
        partitions.push({ topic, partition: assignment.readInt32BE(at) })
      }
    }
    return partitions.filter(canExist)
  } catch {
    return []
  }
}

const VERSION_BYTES = 2
const COUNT_BYTES = 4
