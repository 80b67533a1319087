import { listGroupsV3, listGroupsV4, listGroupsV5 } from '@platformatic/kafka'
import { beforeDeadline } from '../before-deadline.ts'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'

/** A group of consumers, as the list has it. */
export interface ListedGroup {
  readonly group: string
  /** Node id of the broker that keeps it. */
  readonly coordinator: number
  /** `classic` or `consumer`; nothing from brokers before 3.8. */
  readonly type: string
}

const VERSIONS = [listGroupsV5.api, listGroupsV4.api, listGroupsV3.api]
/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE. */
const PASSING = new Set([14, 15])
/** Only offsets were ever committed in a group without a protocol. */
const OF_CONSUMERS = new Set(['consumer', ''])

/**
 * All groups of consumers that the proxy may see; each broker is asked for those it keeps, until the deadline (epoch ms).
 *
 * @throws KafkaError  at the deadline what a broker still said, which is retriable
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function listGroups(client: KafkaClient, deadline: number): Promise<ListedGroup[]> {
  const { retryBackoffMs } = client.settings
  for (;;) {
    try {
      const { brokers } = await fetchMetadata(client, [], deadline)
      const lists = await Promise.all(brokers.map(({ node }) => beforeDeadline(listOn(client, node), deadline)))
      // A group that moves from one broker to another may be told of by both.
      return [...new Map(lists.flat().map((each) => [each.group, each])).values()]
    } catch (error) {
      const passing = error instanceof KafkaUnreachable || (error instanceof KafkaError && PASSING.has(error.code))
      if (!passing || Date.now() + retryBackoffMs >= deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, retryBackoffMs))
  }
}

async function listOn(client: KafkaClient, node: number): Promise<ListedGroup[]> {
  const { errorCode, groups } = await client.call(node, VERSIONS, [[], []])
  if (errorCode !== 0) throw new KafkaError(errorCode)
  return groups
    .filter(({ protocolType }) => OF_CONSUMERS.has(protocolType))
    .map(({ groupId, groupType }) => ({ group: groupId, coordinator: node, type: groupType ?? '' }))
}
