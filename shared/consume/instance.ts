import type { FormatName } from '../formats/format-name.ts'

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** What an instance was created with (contract B.4). */
export interface InstanceConfig {
  readonly format: FormatName
  /** Of keys, when it is not that of the values. */
  readonly keyFormat?: FormatName
  readonly autoOffsetReset: 'earliest' | 'latest' | 'none'
  readonly autoCommit: boolean
  readonly readCommitted: boolean
  /** Bytes a read waits for; −1 and 0 answer as soon as a record is there. */
  readonly fetchMinBytes: number
  /** How long a read waits that names no `timeout`. */
  readonly requestTimeoutMs: number
  /** Idle time after which the instance is gone. */
  readonly instanceTimeoutMs: number
}

/**
 * Stands for the offset that an instance without a reset rule (`none`) does not have yet in a partition in which its group
 * has committed nothing: no log is so long.
 */
export const NO_OFFSET = 2n ** 63n - 1n

/** Where an instance stands in one partition it reads. */
export interface Position {
  /** Offset of the next record to read; {@link NO_OFFSET} until a seek. */
  readonly next: bigint
  /** `next` as it was before the last read that moved it: what is between the two was answered last. */
  readonly previous: bigint
  /** The offset last committed by this instance, if it committed any. */
  readonly committed?: bigint
}

/** What a read with an `Idempotency-Key` answered: the log still has it, so that it can be answered again. */
export interface KeyedRead {
  readonly key: string
  readonly ranges: readonly (TopicPartition & {
    /** First offset of the answer. */
    readonly from: bigint
    /** One past the last offset of the answer. */
    readonly to: bigint
  })[]
}

/** How an instance came to its partitions; the kinds exclude each other (contract B.6, 40903). */
export type Subscription =
  | { readonly kind: 'none' }
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'assigned'; readonly partitions: readonly TopicPartition[] }

/**
 * A consumer instance: all that a request needs to know of the ones before it.
 *
 * `version` changes with every save, and whenever a rebalance takes partitions away or gives some: a save that is based on
 * an older version is refused. That, and nothing else, is why no two requests get the same record.
 */
export interface Instance {
  readonly group: string
  readonly name: string
  readonly config: InstanceConfig
  /** Who made it; nobody else may use it. */
  readonly principal: string
  readonly baseUri: string
  readonly subscription: Subscription
  /** The group's generation that `positions` belongs to; 0 before the first. */
  readonly generation: number
  /** By {@link partitionKey}. */
  readonly positions: ReadonlyMap<string, Position>
  readonly lastKeyedRead?: KeyedRead
  /** Epoch milliseconds of the last automatic commit. */
  readonly autoCommittedAt: number
  /** Epoch milliseconds; every request on the instance moves it. */
  readonly expiresAt: number
  readonly version: number
}

/** `topic:partition`; topic names cannot hold a colon. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}:${partition}`
}

export function parsePartitionKey(key: string): TopicPartition {
  const colon = key.lastIndexOf(':')
  return { topic: key.slice(0, colon), partition: Number(key.slice(colon + 1)) }
}
