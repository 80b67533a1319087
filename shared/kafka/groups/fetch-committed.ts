import { offsetFetchV7, offsetFetchV8, offsetFetchV9 } from '@platformatic/kafka'
import type { ApiVersions } from '../client.ts'
import { KafkaError } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import { canExist, type Partition } from './partitions.ts'

/** What a group has committed in one partition. */
export interface CommittedOffset {
  /** Offset of the next record to read. */
  readonly offset: bigint
  /** Empty when none was given. */
  readonly metadata: string
}

/** What is the same in the answers of all versions; 7 answers for one group and does not wrap it. */
interface Answer extends Partial<GroupAnswer> {
  readonly groups: readonly GroupAnswer[]
}

type GroupAnswer = Pick<offsetFetchV9.OffsetFetchResponseGroup, 'errorCode' | 'topics'>

/** Version 7 for brokers before 3.0: the oldest that waits for transactions. Version 10 names topics by id. */
const VERSIONS: ApiVersions<offsetFetchV9.OffsetFetchRequest, Answer> = [
  offsetFetchV9.api,
  offsetFetchV8.api,
  offsetFetchV7.api,
]
/** Transactions that are about to commit offsets are waited for (KIP-447). */
const REQUIRE_STABLE = true
/** Whoever is no member asks so (KIP-848). */
const NO_MEMBER = { memberId: null, memberEpoch: -1 }

/**
 * What a group has committed, by `topic:partition`; partitions without a committed offset are left out, among them those
 * that do not exist.
 *
 * Members of the group, of whatever protocol, are not in the way. Offsets that an open transaction holds are waited for.
 *
 * @param deadline  epoch milliseconds
 * @throws KafkaError         `GROUP_AUTHORIZATION_FAILED`, `TOPIC_AUTHORIZATION_FAILED`, `INVALID_GROUP_ID`; at the deadline
 *                            `UNSTABLE_OFFSET_COMMIT` for a transaction that is still open
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function fetchCommitted(
  coordinators: Coordinators,
  group: string,
  partitions: readonly Partition[],
  deadline: number,
): Promise<Map<string, CommittedOffset>> {
  const topics = [...Map.groupBy(partitions.filter(canExist), ({ topic }) => topic)].map(([name, of]) => ({
    name,
    partitionIndexes: of.map(({ partition }) => partition),
  }))
  const committed = new Map<string, CommittedOffset>()
  if (topics.length === 0) return committed
  const request = [{ groupId: group, ...NO_MEMBER, topics }]
  const answer = await coordinators.call(group, VERSIONS, [request, REQUIRE_STABLE], codesOf, deadline)
  const refusal = codesOf(answer).find((code) => code !== 0)
  if (refusal !== undefined) throw new KafkaError(refusal)
  for (const { name, partitions } of groupOf(answer).topics) {
    for (const { partitionIndex, committedOffset, metadata } of partitions) {
      if (committedOffset < 0n) continue
      committed.set(`${name}:${partitionIndex}`, { offset: committedOffset, metadata: metadata ?? '' })
    }
  }
  return committed
}

function groupOf({ groups, errorCode = 0, topics = [] }: Answer): GroupAnswer {
  return groups[0] ?? { errorCode, topics }
}

function codesOf(answer: Answer): number[] {
  const { errorCode, topics } = groupOf(answer)
  return [errorCode, ...topics.flatMap(({ partitions }) => partitions.map((partition) => partition.errorCode))]
}
