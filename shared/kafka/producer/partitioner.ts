import type { TopicMetadata } from '../metadata.ts'
import { murmur2 } from './murmur2.ts'

/** Chooses partitions as Java's default producer does. */
export interface Partitioner {
  /** The partition every record with this key goes to (murmur2 of the key). */
  forKey(topic: TopicMetadata, key: Buffer): number
  /**
   * The partition for records without a key: the same until `stickyBytes` have gone there, then another (KIP-794), so that
   * records of several requests share a batch. Partitions where they would have to wait are passed over while there are
   * others.
   */
  forNone(topic: TopicMetadata, bytes: number): number
}

const MAX_TOPICS = 10_000

/** @param isStuck  whether records for a partition would have to wait */
export function createPartitioner(
  stickyBytes: number,
  isStuck: (topic: string, partition: number) => boolean,
): Partitioner {
  const sticky = new Map<string, { partition: number; bytes: number }>()

  function isOpen(topic: TopicMetadata, partition: number): boolean {
    return (topic.partitions[partition]?.leader ?? -1) >= 0 && !isStuck(topic.name, partition)
  }

  function another(topic: TopicMetadata, than: number | undefined): number {
    const others = topic.partitions.map(({ partition }) => partition).filter((partition) => partition !== than)
    const open = others.filter((partition) => isOpen(topic, partition))
    const candidates = open.length > 0 ? open : than !== undefined && isOpen(topic, than) ? [than] : others
    return candidates[Math.floor(Math.random() * candidates.length)] ?? than ?? 0
  }

  return {
    forKey(topic, key) {
      return (murmur2(key) & 0x7fffffff) % topic.partitions.length
    },
    forNone(topic, bytes) {
      let current = sticky.get(topic.name)
      if (!current || current.bytes >= stickyBytes || !isOpen(topic, current.partition)) {
        current = { partition: another(topic, current?.partition), bytes: 0 }
        sticky.set(topic.name, current)
        if (sticky.size > MAX_TOPICS) sticky.delete(sticky.keys().next().value as string)
      }
      current.bytes += bytes
      return current.partition
    },
  }
}
