import { listOffsetsV5, listOffsetsV6, listOffsetsV7, listOffsetsV8 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'
import { isTopicName } from '../topic-name.ts'

/** Kafka's own numbers for the ends of a log; any other value is a timestamp (ListOffsets API). */
export const EARLIEST = -2n
export const LATEST = -1n

/** A place to look for in a partition: {@link EARLIEST}, {@link LATEST}, or the first record at or after a time (epoch ms). */
export interface OffsetQuery {
  readonly topic: string
  readonly partition: number
  readonly which: bigint
}

const VERSIONS = [listOffsetsV8.api, listOffsetsV7.api, listOffsetsV6.api, listOffsetsV5.api]
const READ_UNCOMMITTED = 0
const READ_COMMITTED = 1
const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5

/** The same as {@link listOffsets}, for one partition and readers of all records. */
export async function listOffset(
  client: KafkaClient,
  topic: string,
  partition: number,
  which: bigint,
  deadline: number,
): Promise<bigint> {
  const found = await listOffsets(client, [{ topic, partition, which }], false, deadline)
  return found.get(keyOf({ topic, partition })) as bigint
}

/**
 * Asks partitions' leaders where places are, each leader once. Leaders move: a stale one's answer is asked for again until
 * the deadline.
 *
 * @param wanted         at most one query for a partition
 * @param readCommitted  whether {@link LATEST} is the end for those who read committed records only
 * @returns offsets by `topic:partition`; −1 when no record is as late as the time asked for
 * @throws KafkaError  a partition does not exist, or may not be read; KafkaUnreachable
 */
export async function listOffsets(
  client: KafkaClient,
  wanted: readonly OffsetQuery[],
  readCommitted: boolean,
  deadline: number,
): Promise<Map<string, bigint>> {
  const found = new Map<string, bigint>()
  for (let open = wanted; open.length > 0; ) {
    let failure: unknown
    try {
      failure = await ask(client, open, readCommitted, found, deadline)
    } catch (error) {
      failure = error
    }
    open = open.filter((query) => !found.has(keyOf(query)))
    if (open.length === 0) break
    const again = failure instanceof KafkaUnreachable || (failure instanceof KafkaError && failure.retriable)
    const unknown = failure instanceof KafkaError && failure.code === UNKNOWN_TOPIC_OR_PARTITION
    if (!again || unknown || Date.now() + client.settings.retryBackoffMs >= deadline) throw failure
    await new Promise((resolve) => setTimeout(resolve, client.settings.retryBackoffMs))
  }
  return found
}

/** Asks each leader once. @returns why some of the offsets are not among the found */
async function ask(
  client: KafkaClient,
  queries: readonly OffsetQuery[],
  readCommitted: boolean,
  found: Map<string, bigint>,
  deadline: number,
): Promise<unknown> {
  const strange = queries.find(({ topic }) => !isTopicName(topic))
  if (strange) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  const { topics } = await fetchMetadata(client, [...new Set(queries.map(({ topic }) => topic))], deadline)
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  const byLeader = new Map<number, OffsetQuery[]>()
  let failure: unknown
  for (const query of queries) {
    const topic = byName.get(query.topic)
    const partition = topic?.partitions[query.partition]
    // What does not exist will not come by waiting: no need to ask for the others.
    if (!partition) throw new KafkaError(topic?.errorCode || UNKNOWN_TOPIC_OR_PARTITION)
    if (partition.leader < 0) failure = new KafkaError(LEADER_NOT_AVAILABLE)
    else pushTo(byLeader, partition.leader, query)
  }
  await Promise.all(
    [...byLeader].map(async ([leader, own]) => {
      try {
        failure = (await askLeader(client, leader, own, readCommitted, found)) ?? failure
      } catch (error) {
        failure = error
      }
    }),
  )
  return failure
}

async function askLeader(
  client: KafkaClient,
  leader: number,
  queries: readonly OffsetQuery[],
  readCommitted: boolean,
  found: Map<string, bigint>,
): Promise<unknown> {
  const topics = [...Map.groupBy(queries, ({ topic }) => topic)].map(([name, own]) => ({
    name,
    partitions: own.map(({ partition, which }) => ({
      partitionIndex: partition,
      currentLeaderEpoch: -1,
      timestamp: which,
    })),
  }))
  const answer = await client.call(leader, VERSIONS, [-1, readCommitted ? READ_COMMITTED : READ_UNCOMMITTED, topics])
  let failure: unknown
  for (const { name, partitions } of answer.topics) {
    for (const { partitionIndex, errorCode, offset } of partitions) {
      if (errorCode === 0) found.set(keyOf({ topic: name, partition: partitionIndex }), offset)
      else failure = new KafkaError(errorCode)
    }
  }
  return failure
}

function keyOf({ topic, partition }: Pick<OffsetQuery, 'topic' | 'partition'>): string {
  return `${topic}:${partition}`
}

function pushTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
