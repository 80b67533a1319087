import type { Context } from '../../context.ts'
import { LATEST, listOffsets } from '../../kafka/admin/list-offsets.ts'
import { fetchAllCommitted } from '../../kafka/groups/fetch-all-committed.ts'
import type { Partition } from '../../kafka/groups/partitions.ts'
import { fetchMetadata } from '../../kafka/metadata.ts'
import type { Consumer, ConsumerGroup } from './consumer-group.ts'

/** How far a group is behind in a partition in which it has committed something. */
export interface Lag extends Partition {
  /** The committed offset. */
  readonly current: bigint
  /** Where the log ends for those who read committed records. */
  readonly end: bigint
  /** Never below 0, though a group may have committed more than there is. */
  readonly lag: bigint
  /** Whose partition it is, if it is anybody's. */
  readonly consumer: Consumer | undefined
}

/**
 * A group's lags, the largest first. Partitions that are gone are left out, though the group's offsets are still there.
 *
 * @param only      which partitions are wanted
 * @param deadline  epoch milliseconds
 * @throws KafkaError, KafkaUnreachable
 */
export async function groupLags(
  { kafka, coordinators }: Pick<Context, 'kafka' | 'coordinators'>,
  { name, consumers }: ConsumerGroup,
  deadline: number,
  only: (partition: Partition) => boolean = () => true,
): Promise<Lag[]> {
  const committed = await fetchAllCommitted(coordinators, name, deadline)
  const wanted = [...committed].map(([key, { offset }]) => ({ ...parse(key), offset })).filter(only)
  const topics = [...new Set(wanted.map(({ topic }) => topic))]
  if (topics.length === 0) return []
  const metadata = await fetchMetadata(kafka, topics, deadline)
  const partitionsOf = new Map(metadata.topics.map((topic) => [topic.name, topic.partitions]))
  const owners = new Map(
    consumers.flatMap((consumer) => consumer.partitions.map((each) => [keyOf(each), consumer] as const)),
  )
  const present = wanted.filter(({ topic, partition }) => partitionsOf.get(topic)?.[partition])
  const queries = present.map(({ topic, partition }) => ({ topic, partition, which: LATEST }))
  const ends = await listOffsets(kafka, queries, true, deadline)
  return present
    .map(({ topic, partition, offset }) => {
      const key = keyOf({ topic, partition })
      const end = ends.get(key) as bigint
      const lag = end > offset ? end - offset : 0n
      return { topic, partition, current: offset, end, lag, consumer: owners.get(key) }
    })
    .sort(byLag)
}

function byLag(a: Lag, b: Lag): number {
  if (a.lag !== b.lag) return a.lag > b.lag ? -1 : 1
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
}

function keyOf({ topic, partition }: Partition): string {
  return `${topic}:${partition}`
}

function parse(key: string): Partition {
  const colon = key.lastIndexOf(':')
  return { topic: key.slice(0, colon), partition: Number(key.slice(colon + 1)) }
}
