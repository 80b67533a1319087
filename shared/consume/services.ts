import type { OffsetQuery } from '../kafka/admin/list-offsets.ts'
import type { Fetcher } from '../kafka/fetch/fetcher.ts'
import type { TopicPartition } from './instance.ts'
import type { InstanceQuota } from './instance-quota.ts'
import type { PreparedAnswers } from './prepared.ts'
import type { RecentInstances } from './recent.ts'
import type { Store } from './store.ts'

/** A committed offset with the text that was committed with it. */
export interface CommittedOffset {
  readonly offset: bigint
  readonly metadata: string
}

/** A group's offsets in Kafka, where lag tools and native clients look for them. Deadlines are epoch ms. */
export interface GroupOffsets {
  /** By `topic:partition`; what was never committed is left out. */
  fetch(
    group: string,
    partitions: readonly TopicPartition[],
    deadline: number,
  ): Promise<ReadonlyMap<string, CommittedOffset>>
  /** @throws GroupHasMembers  native consumers are in the group, and only they may commit */
  commit(
    group: string,
    offsets: readonly (TopicPartition & { readonly offset: bigint; readonly metadata?: string })[],
    deadline: number,
  ): Promise<void>
}

/**
 * What consuming needs to know of topics. Answers are as old as `consumer.metadata.max.age.ms` at most, and no older than
 * `since` (epoch ms) where that is given.
 */
export interface TopicCatalog {
  /** Partition counts of those topics that exist. @throws KafkaError  one of them may not be seen */
  partitionCounts(topics: readonly string[], deadline: number, since?: number): Promise<ReadonlyMap<string, number>>
  /** Names of the topics, but Kafka's internal ones, that a pattern matches. */
  matching(pattern: string, deadline: number, since?: number): Promise<readonly string[]>
  /**
   * Where partitions begin or end, or the first record at or after a time; −1 when there is none so late. Never from memory.
   *
   * @param wanted         at most one query for a partition
   * @param readCommitted  whether the end is that of decided transactions
   * @returns by `topic:partition`
   * @throws KafkaError  one of them does not exist
   */
  offsets(
    wanted: readonly OffsetQuery[],
    readCommitted: boolean,
    deadline: number,
  ): Promise<ReadonlyMap<string, bigint>>
}

/** What the operations on consumer instances work with. */
export interface ConsumeServices {
  readonly store: Store
  /** How many instances a caller may have; absent when it is any number. */
  readonly quota?: InstanceQuota
  readonly recent: RecentInstances
  /** Absent where nothing goes on between two requests. */
  readonly prepared?: PreparedAnswers
  readonly fetcher: Fetcher
  readonly offsets: GroupOffsets
  readonly topics: TopicCatalog
  readonly autoCommitIntervalMs: number
  /** Most bytes of an answer with more than one record, about: of small records most of it is not keys and values. */
  readonly maxAnswerBytes: number
  readonly now: () => number
  /** Hears of an automatic commit that failed: nobody is waiting for it. */
  readonly onAutoCommitFailed: (group: string, error: unknown) => void
}
