import type { TopicPartition } from '../instance.ts'

/** A topic and some of its partitions, as JSON has them. */
export type Run = readonly [topic: string, ...partitions: number[]]

/** Partitions with their topic's name only once, as far as they follow each other. */
export function toRuns(partitions: Iterable<TopicPartition>): Run[] {
  const runs: [string, ...number[]][] = []
  for (const { topic, partition } of partitions) {
    const last = runs.at(-1)
    if (last?.[0] === topic) last.push(partition)
    else runs.push([topic, partition])
  }
  return runs
}

/** The same with a topic's partitions brought together, so that its name stands once. */
export function toGroupedRuns(partitions: Iterable<TopicPartition>): Run[] {
  return toRuns([...Map.groupBy(partitions, ({ topic }) => topic).values()].flat())
}

export function fromRuns(runs: readonly Run[]): TopicPartition[] {
  return runs.flatMap(([topic, ...partitions]) => partitions.map((partition) => ({ topic, partition })))
}
