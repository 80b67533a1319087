import type { Group } from './group.ts'
import type { ConsumeServices } from './services.ts'

/** What members' subscriptions mean at the moment. */
export interface Expanded {
  /** Member → topics it subscribes to that exist. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>
  /** Partition counts of all of those topics. */
  readonly topics: ReadonlyMap<string, number>
}

/** Works out which topics members mean, and how many partitions those have. */
export async function expand(
  services: ConsumeServices,
  members: Group['members'],
  deadline: number,
): Promise<Expanded> {
  const wanted = await Promise.all(
    [...members.values()].map(async ({ name, subscription }) => {
      const topics =
        subscription.kind === 'topics'
          ? subscription.topics
          : await services.topics.matching(subscription.pattern, deadline)
      return [name, topics] as const
    }),
  )
  const all = [...new Set(wanted.flatMap(([, list]) => list))]
  const topics = await services.topics.partitionCounts(all, deadline)
  return {
    topics,
    subscriptions: new Map(wanted.map(([name, list]) => [name, list.filter((topic) => topics.has(topic))])),
  }
}
