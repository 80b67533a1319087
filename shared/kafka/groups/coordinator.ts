import { findCoordinatorV3, findCoordinatorV4 } from '@platformatic/kafka'
import { beforeDeadline } from '../before-deadline.ts'
import type { ApiVersions, KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'

/**
 * Calls to the brokers that keep consumer groups' offsets, one broker per group (Kafka protocol guide, "Group Membership
 * API").
 */
export interface Coordinators {
  /**
   * Calls a group's coordinator, which is found first and then remembered. Coordinators move: while the answer says so, or
   * there is none, the coordinator is looked for and called again until the deadline. A call may thus be carried out more
   * than once, or after this has failed.
   *
   * @param codesOf   every error code of an answer
   * @param deadline  epoch milliseconds
   * @returns an answer that is not about coordinators; its other error codes are the caller's to read
   * @throws KafkaError         `INVALID_GROUP_ID`, `GROUP_AUTHORIZATION_FAILED`; at the deadline what the coordinator still
   *                            said, which is retriable
   * @throws KafkaUnreachable   no answer by the deadline
   * @throws KafkaLoginRefused  the broker refuses the proxy's credentials
   */
  call<Args extends unknown[], Answer>(
    group: string,
    versions: ApiVersions<Args, Answer>,
    args: Args,
    codesOf: (answer: Answer) => Iterable<number>,
    deadline: number,
  ): Promise<Answer>
  /** Node id of a group's coordinator, as it was found last. @throws as for {@link call}, but nothing is tried again */
  nodeOf(group: string, deadline: number): Promise<number>
}

/** Version 3 for brokers before 3.0; later ones than 4 add nothing for groups. */
const VERSIONS = [findCoordinatorV4.api, findCoordinatorV3.api]
const GROUP = 0
const MAX_GROUPS = 10_000
/** A broker cuts the connection, everybody's, when a string is longer than an INT16 can say. */
const MAX_GROUP_BYTES = 32_767
const COORDINATOR_NOT_AVAILABLE = 15
const INVALID_GROUP_ID = 24
/** REQUEST_TIMED_OUT, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, UNSTABLE_OFFSET_COMMIT. */
const PASSING = new Set([7, 14, 15, 16, 88])
/** COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR. */
const MOVED = new Set([15, 16])

export function createCoordinators(client: KafkaClient): Coordinators {
  const { requestTimeoutMs, retryBackoffMs } = client.settings
  const nodes = new Map<string, number>()
  const finding = new Map<string, Promise<number>>()

  async function ask(group: string, deadline: number): Promise<number> {
    const answer = await client.callAny(VERSIONS, [GROUP, [group]], deadline)
    const found = answer.coordinators[0]
    if (found?.errorCode !== 0) throw new KafkaError(found?.errorCode ?? COORDINATOR_NOT_AVAILABLE)
    const known = client.brokers.get(found.nodeId)
    if (known?.host !== found.host || known.port !== found.port) await fetchMetadata(client, [], deadline)
    nodes.set(group, found.nodeId)
    if (nodes.size > MAX_GROUPS) nodes.delete(nodes.keys().next().value as string)
    return found.nodeId
  }

  /** Asks once for all who ask at the same time, with a time limit of its own. */
  function find(group: string, deadline: number): Promise<number> {
    let underway = finding.get(group)
    if (!underway) {
      underway = ask(group, Date.now() + requestTimeoutMs).finally(() => finding.delete(group))
      finding.set(group, underway)
    }
    return beforeDeadline(underway, deadline)
  }

  return {
    async call(group, versions, args, codesOf, deadline) {
      if (Buffer.byteLength(group) > MAX_GROUP_BYTES) throw new KafkaError(INVALID_GROUP_ID)
      let said: KafkaError | undefined
      for (;;) {
        try {
          const node = nodes.get(group) ?? (await find(group, deadline))
          const answer = await beforeDeadline(client.call(node, versions, args), deadline)
          const code = [...codesOf(answer)].find((each) => PASSING.has(each))
          if (code === undefined) return answer
          throw new KafkaError(code)
        } catch (error) {
          const unreachable = error instanceof KafkaUnreachable
          if (!unreachable && !(error instanceof KafkaError && PASSING.has(error.code))) throw error
          if (unreachable || MOVED.has(error.code)) nodes.delete(group)
          // What it said a moment ago tells more than that there was no time to say it again.
          if (Date.now() + retryBackoffMs >= deadline) throw (unreachable && said) || error
          said = unreachable ? undefined : error
        }
        await new Promise((resolve) => setTimeout(resolve, retryBackoffMs))
      }
    },
    async nodeOf(group, deadline) {
      return nodes.get(group) ?? (await find(group, deadline))
    },
  }
}
