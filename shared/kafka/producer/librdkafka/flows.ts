/** How messages for each partition fare. */
export interface Flows {
  sent(topic: string, partition: number): void
  /** @returns how many are under way still */
  reported(topic: string, partition: number): number
  /** Whether another message would have to wait behind some that have been under way for long. */
  isStuck(topic: string, partition: number): boolean
}

/** A leader that has not answered for so long is better not waited for by records that may go elsewhere. */
const SLOW_MS = 500
const MAX_TOPICS = 10_000

interface Flow {
  readonly topic: string
  readonly partition: number
  open: number
  /** When the last report came, or the first of those under way left (epoch ms). */
  since: number
}

export function createFlows(now: () => number = Date.now): Flows {
  const topics = new Map<string, Map<number, Flow>>()
  /** Most messages go where the one before them went. */
  let last: Flow | undefined

  function find(topic: string, partition: number): Flow | undefined {
    if (last?.partition === partition && last.topic === topic) return last
    return topics.get(topic)?.get(partition)
  }

  function make(topic: string, partition: number): Flow {
    const made = { topic, partition, open: 0, since: 0 }
    const partitions = topics.get(topic)
    if (partitions) partitions.set(partition, made)
    else topics.set(topic, new Map([[partition, made]]))
    if (topics.size > MAX_TOPICS) topics.delete(topics.keys().next().value as string)
    return made
  }

  return {
    sent(topic, partition) {
      last = find(topic, partition) ?? make(topic, partition)
      if (last.open++ === 0) last.since = now()
    },
    reported(topic, partition) {
      const flow = find(topic, partition)
      if (!flow) return 0
      flow.since = now()
      return --flow.open
    },
    isStuck(topic, partition) {
      const flow = find(topic, partition)
      return flow !== undefined && flow.open > 0 && now() - flow.since > SLOW_MS
    },
  }
}
