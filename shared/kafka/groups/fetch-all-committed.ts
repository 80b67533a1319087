import { KafkaError } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import type { CommittedOffset } from './fetch-committed.ts'
import { codesOf, committedIn, OFFSET_FETCH } from './offset-fetch-api.ts'

const ALL_TOPICS = null
/** Who only looks on takes what stands there, and does not wait for transactions. */
const REQUIRE_STABLE = false
/** Whoever is no member asks so (KIP-848). */
const NO_MEMBER = { memberId: null, memberEpoch: -1 }

/**
 * All that a group has committed, by `topic:partition`, in topics that the proxy may see; nothing for a group that does not
 * exist.
 *
 * @param deadline  epoch milliseconds
 * @throws KafkaError  `GROUP_AUTHORIZATION_FAILED`; at the deadline what the coordinator still said, which is retriable
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function fetchAllCommitted(
  coordinators: Coordinators,
  group: string,
  deadline: number,
): Promise<ReadonlyMap<string, CommittedOffset>> {
  const request = [{ groupId: group, ...NO_MEMBER, topics: ALL_TOPICS }]
  const answer = await coordinators.call(group, OFFSET_FETCH, [request, REQUIRE_STABLE], codesOf, deadline)
  const refusal = codesOf(answer).find((code) => code !== 0)
  if (refusal !== undefined) throw new KafkaError(refusal)
  return committedIn(answer)
}
