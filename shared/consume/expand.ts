import type { Group } from './group.ts'
import type { TopicCatalog } from './services.ts'

/** What members' subscriptions mean at the moment. */
export interface Expanded {
  /** Member → topics it subscribes to that exist. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>
  /** Partition counts of all of those topics. */
  readonly topics: ReadonlyMap<string, number>
}

/** Whoever knows which topics there are. */
export type TopicsNow = Pick<TopicCatalog, 'partitionCounts' | 'matching'>

/**
 * Works out which topics members mean, and how many partitions those have.
 *
 * @param since  epoch milliseconds: nothing that was found out earlier will do
 */
export async function expand(
  known: TopicsNow,
  members: Group['members'],
  deadline: number,
  since?: number,
): Promise<Expanded> {
  const wanted = await Promise.all(
    [...members.values()].map(async ({ name, subscription }) => {
      const topics =
        subscription.kind === 'topics'
          ? subscription.topics
          : await known.matching(subscription.pattern, deadline, since)
      return [name, topics] as const
    }),
  )
  const all = [...new Set(wanted.flatMap(([, list]) => list))]
  const topics = await known.partitionCounts(all, deadline, since)
  return {
    topics,
    subscriptions: new Map(wanted.map(([name, list]) => [name, list.filter((topic) => topics.has(topic))])),
  }
}
