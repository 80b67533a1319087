import { setImmediate } from 'node:timers/promises'
import type { TopicCatalog } from '../consume/services.ts'
import { compilePattern } from '../consume/topic-pattern.ts'
import { listOffsets } from './admin/list-offsets.ts'
import type { KafkaClient } from './client.ts'
import { KafkaError } from './error.ts'
import { fetchMetadata } from './metadata.ts'

interface Known {
  readonly names: readonly string[]
  readonly askedAt: number
  /** Pattern → what it has been found to match. */
  readonly matched: Map<string, Promise<string[]>>
}

/**
 * What consumers need to know of topics, asked of the cluster again when it is older than `maxAgeMs`: so long a new topic or
 * partition may go unnoticed. That a topic is not there is believed for a second only: whoever names it waits for it.
 */
export function createTopicCatalog(client: KafkaClient, maxAgeMs: number): TopicCatalog {
  const counts = new Map<string, { readonly count: number; readonly askedAt: number }>()
  let all: Known | undefined

  async function ask(topics: readonly string[], deadline: number): Promise<void> {
    const askedAt = Date.now()
    const found = await fetchMetadata(client, topics, deadline)
    for (const { name, errorCode, partitions } of found.topics) {
      counts.delete(name)
      // For a group that would be a topic less to share out, until a member comes who may see it.
      if (errorCode === TOPIC_AUTHORIZATION_FAILED) throw new KafkaError(errorCode)
      counts.set(name, { count: partitions.length, askedAt })
    }
    while (counts.size > MAX_TOPICS) counts.delete(counts.keys().next().value as string)
  }

  async function askAll(deadline: number): Promise<Known> {
    const askedAt = Date.now()
    const { topics } = await fetchMetadata(client, null, deadline)
    return { names: topics.filter(({ internal }) => !internal).map(({ name }) => name), askedAt, matched: new Map() }
  }

  return {
    async partitionCounts(topics, deadline, since = 0) {
      const now = Date.now()
      const unknown = topics.filter((topic) => {
        const known = counts.get(topic)
        const oldest = now - (known && known.count > 0 ? maxAgeMs : Math.min(maxAgeMs, MISSING_MS))
        return known === undefined || known.askedAt < Math.max(since, oldest)
      })
      if (unknown.length > 0) await ask(unknown, deadline)
      return new Map(
        topics.flatMap((topic) => {
          const count = counts.get(topic)?.count ?? 0
          return count > 0 ? [[topic, count] as const] : []
        }),
      )
    },
    async matching(pattern, deadline, since = 0) {
      if (!all || all.askedAt < Math.max(since, Date.now() - maxAgeMs)) all = await askAll(deadline)
      const { names, matched } = all
      let found = matched.get(pattern)
      if (!found) {
        found = matchingOf(pattern, names)
        matched.set(pattern, found)
      }
      return found
    },
    offsets: (wanted, readCommitted, deadline) => listOffsets(client, wanted, readCommitted, deadline),
  }
}

/** A long pattern over very many topics takes a while; others are served in between. */
async function matchingOf(pattern: string, names: readonly string[]): Promise<string[]> {
  const compiled = compilePattern(pattern)
  const found: string[] = []
  let since = performance.now()
  for (const name of names) {
    if (compiled.matches(name)) found.push(name)
    if (performance.now() - since < TURN_MS) continue
    await setImmediate()
    since = performance.now()
  }
  return found
}

const TOPIC_AUTHORIZATION_FAILED = 29
const MAX_TOPICS = 20_000
const MISSING_MS = 1000
const TURN_MS = 10
