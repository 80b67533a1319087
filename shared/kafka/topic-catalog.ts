import type { TopicPartition } from '../consume/instance.ts'
import type { TopicCatalog } from '../consume/services.ts'
import { compilePattern } from '../consume/topic-pattern.ts'
import { listOffset } from './admin/list-offsets.ts'
import type { KafkaClient } from './client.ts'
import { fetchMetadata } from './metadata.ts'

/**
 * What consumers need to know of topics, asked of the cluster again when it is older than `maxAgeMs`: so long a new topic or
 * partition may go unnoticed.
 */
export function createTopicCatalog(client: KafkaClient, maxAgeMs: number): TopicCatalog {
  const counts = new Map<string, { readonly count: number; readonly askedAt: number }>()
  /** All topics, and what patterns have been found to match among them. */
  let all:
    | { readonly names: readonly string[]; readonly askedAt: number; readonly matched: Map<string, string[]> }
    | undefined
  const isFresh = (askedAt: number | undefined) => askedAt !== undefined && Date.now() - askedAt <= maxAgeMs

  async function ask(topics: readonly string[], deadline: number): Promise<void> {
    const found = await fetchMetadata(client, topics, deadline)
    const askedAt = Date.now()
    for (const { name, partitions } of found.topics) {
      counts.delete(name)
      counts.set(name, { count: partitions.length, askedAt })
    }
    while (counts.size > MAX_TOPICS) counts.delete(counts.keys().next().value as string)
  }

  return {
    async partitionCounts(topics, deadline) {
      const unknown = topics.filter((topic) => !isFresh(counts.get(topic)?.askedAt))
      if (unknown.length > 0) await ask(unknown, deadline)
      return new Map(
        topics.flatMap((topic) => {
          const count = counts.get(topic)?.count ?? 0
          return count > 0 ? [[topic, count] as const] : []
        }),
      )
    },
    async matching(pattern, deadline) {
      if (!all || !isFresh(all.askedAt)) {
        const { topics } = await fetchMetadata(client, null, deadline)
        const names = topics.filter(({ internal }) => !internal).map(({ name }) => name)
        all = { names, askedAt: Date.now(), matched: new Map() }
      }
      let found = all.matched.get(pattern)
      if (!found) {
        const compiled = compilePattern(pattern)
        found = all.names.filter((name) => compiled.matches(name))
        all.matched.set(pattern, found)
      }
      return found
    },
    offset: ({ topic, partition }: TopicPartition, which, deadline) =>
      listOffset(client, topic, partition, which, deadline),
  }
}

const MAX_TOPICS = 20_000
