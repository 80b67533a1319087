import type { TopicMetadata } from '../metadata.ts'
import { murmur2 } from './murmur2.ts'

/** Chooses partitions as Java's default producer does. */
export interface Partitioner {
  /** The partition every record with this key goes to (murmur2 of the key). */
  forKey(topic: TopicMetadata, key: Buffer): number
  /**
   * The partition for records without a key: the same until `stickyBytes` have gone there, then another (KIP-794), so that
   * records of several requests share a batch. Partitions without a leader are passed over while others have one.
   */
  forNone(topic: TopicMetadata, bytes: number): number
}

export function createPartitioner(stickyBytes: number): Partitioner {
  const sticky = new Map<string, { partition: number; bytes: number }>()
  return {
    forKey(topic, key) {
      return (murmur2(key) & 0x7fffffff) % topic.partitions.length
    },
    forNone(topic, bytes) {
      let current = sticky.get(topic.name)
      if (!current || current.bytes >= stickyBytes || (topic.partitions[current.partition]?.leader ?? -1) < 0) {
        current = { partition: another(topic, current?.partition), bytes: 0 }
        sticky.set(topic.name, current)
        if (sticky.size > MAX_TOPICS) sticky.delete(sticky.keys().next().value as string)
      }
      current.bytes += bytes
      return current.partition
    },
  }
}

const MAX_TOPICS = 10_000

function another(topic: TopicMetadata, than: number | undefined): number {
  const led = topic.partitions.filter(({ leader }) => leader >= 0)
  const candidates = (led.length > 0 ? led : topic.partitions).filter(({ partition }) => partition !== than)
  return candidates[Math.floor(Math.random() * candidates.length)]?.partition ?? than ?? 0
}
