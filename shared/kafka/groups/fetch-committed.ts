import { KafkaError } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import { codesOf, committedIn, OFFSET_FETCH } from './offset-fetch-api.ts'
import { canExist, type Partition } from './partitions.ts'

/** What a group has committed in one partition. */
export interface CommittedOffset {
  /** Offset of the next record to read. */
  readonly offset: bigint
  /** Empty when none was given. */
  readonly metadata: string
}

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
  if (topics.length === 0) return new Map()
  const request = [{ groupId: group, ...NO_MEMBER, topics }]
  const answer = await coordinators.call(group, OFFSET_FETCH, [request, REQUIRE_STABLE], codesOf, deadline)
  const refusal = codesOf(answer).find((code) => code !== 0)
  if (refusal !== undefined) throw new KafkaError(refusal)
  return committedIn(answer)
}
