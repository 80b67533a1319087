import { beforeDeadline } from './before-deadline.ts'
import type { KafkaClient } from './client.ts'
import { KafkaError } from './error.ts'
import { fetchMetadata, type TopicMetadata } from './metadata.ts'
import { isTopicName } from './topic-name.ts'

/** Topics' partitions and leaders, kept for `metadata.max.age.ms` and until a broker says they are stale. */
export interface TopicCache {
  /**
   * What is known without asking; `undefined` when nothing is, or when it is too old. What begins to be old is still
   * returned, and asked for anew behind the caller's back, so that nobody waits for it.
   */
  peek(topic: string): TopicMetadata | undefined
  /**
   * Asks the cluster, once for all who ask at the same time.
   *
   * @throws KafkaError        the cluster's word about this topic (unknown, not authorized, no leader yet)
   * @throws KafkaUnreachable  no answer within the request time-out, or before the deadline (epoch ms)
   */
  load(topic: string, deadline: number): Promise<TopicMetadata>
}

const MAX_TOPICS = 10_000
const INVALID_TOPIC_EXCEPTION = 17
const UNKNOWN_TOPIC_OR_PARTITION = 3

export function createTopicCache(client: KafkaClient): TopicCache {
  const { metadataMaxAgeMs, requestTimeoutMs } = client.settings
  const known = new Map<string, { topic: TopicMetadata; loadedAt: number }>()
  const loading = new Map<string, Promise<TopicMetadata>>()

  async function ask(name: string, deadline: number): Promise<TopicMetadata> {
    const { topics } = await fetchMetadata(client, [name], deadline)
    const topic = topics[0]
    known.delete(name)
    // LEADER_NOT_AVAILABLE (5) still lists the partitions: some may have a leader.
    if (!topic || (topic.errorCode !== 0 && topic.partitions.length === 0)) {
      throw new KafkaError(topic?.errorCode ?? UNKNOWN_TOPIC_OR_PARTITION)
    }
    known.set(name, { topic, loadedAt: Date.now() })
    if (known.size > MAX_TOPICS) known.delete(known.keys().next().value as string)
    return topic
  }

  async function load(name: string, deadline: number): Promise<TopicMetadata> {
    if (!isTopicName(name)) throw new KafkaError(INVALID_TOPIC_EXCEPTION, `'${name}' is not a valid topic name.`)
    let underway = loading.get(name)
    if (!underway) {
      // With a time limit of its own: nobody fails because somebody else was in a hurry.
      underway = ask(name, Date.now() + requestTimeoutMs).finally(() => loading.delete(name))
      loading.set(name, underway)
    }
    return beforeDeadline(underway, deadline)
  }

  return {
    peek(name) {
      const entry = known.get(name)
      if (!entry) return undefined
      const age = Date.now() - entry.loadedAt
      if (age > metadataMaxAgeMs) return undefined
      if (age > metadataMaxAgeMs / 2) load(name, Date.now() + requestTimeoutMs).catch(() => {})
      return entry.topic
    },
    load,
  }
}
