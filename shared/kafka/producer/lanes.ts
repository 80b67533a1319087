import { createBufferPool } from '../../buffer-pool.ts'
import { Lane } from './lane.ts'
import type { ProducerIds } from './producer-ids.ts'

/** The lanes of an engine: made when a partition gets a record, forgotten when it has had none for a while. */
export interface Lanes {
  /** The lane of a partition, made when there is none. */
  of(topic: string, partition: number): Lane
  find(topic: string, partition: number): Lane | undefined
  all(): Iterable<Lane>
  /**
   * Settles records whose deadline has come, and forgets lanes without use.
   *
   * @returns whether any lane still has something to do
   */
  sweep(now: number): boolean
}

const IDLE_MS = 60_000
/** Batches' memory that is kept for the next ones: few are under way at once, and most are small. */
const BATCH_MEMORY = { maxBytes: 8 * 1024 * 1024, stepBytes: 16 * 1024, minBytes: 8 * 1024 }

/** @param maxBatchBytes  see {@link Lane} */
export function createLanes(ids: ProducerIds, maxBatchBytes: number): Lanes {
  const memory = createBufferPool(BATCH_MEMORY)
  const topics = new Map<string, Map<number, Lane>>()
  /** Most records go where the one before them went. */
  let last: Lane | undefined
  const find = (topic: string, partition: number) => topics.get(topic)?.get(partition)

  function* all(): Generator<Lane> {
    for (const partitions of topics.values()) yield* partitions.values()
  }

  function forget(lane: Lane): void {
    last = undefined
    const partitions = topics.get(lane.topic)
    partitions?.delete(lane.partition)
    if (partitions?.size === 0) topics.delete(lane.topic)
    if (lane.numbering.identity) ids.retire(lane.numbering.identity)
  }

  return {
    find,
    all,
    of(topic, partition) {
      if (last?.partition === partition && last.topic === topic) return last
      last = find(topic, partition)
      if (last) return last
      last = new Lane(topic, partition, maxBatchBytes, memory)
      const partitions = topics.get(topic)
      if (partitions) partitions.set(partition, last)
      else topics.set(topic, new Map([[partition, last]]))
      return last
    },
    sweep(now) {
      let active = false
      for (const lane of all()) {
        lane.expire(now)
        if (lane.busy || lane.hasWork) active = true
        else if (now - lane.lastUse > IDLE_MS) forget(lane)
      }
      return active
    },
  }
}
