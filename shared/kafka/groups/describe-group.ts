import { KafkaError } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import { DESCRIBE_CLASSIC_GROUPS } from './describe-classic-groups.ts'
import { DESCRIBE_CONSUMER_GROUPS } from './describe-consumer-groups.ts'
import type { DescribedGroup } from './described-group.ts'

const UNSUPPORTED_VERSION = 35
const GROUP_ID_NOT_FOUND = 69
/** GROUP_ID_NOT_FOUND; INVALID_GROUP_ID: a name no group can have. */
const NO_SUCH_GROUP = new Set([24, GROUP_ID_NOT_FOUND])

/**
 * A group by its name, of whichever protocol: its coordinator is asked for one of KIP-848 first, as Kafka's own tools do.
 *
 * @param deadline  epoch milliseconds
 * @returns `undefined` where there is no such group of consumers; Kafka Connect's and share groups are none
 * @throws KafkaError         `GROUP_AUTHORIZATION_FAILED`; at the deadline what the coordinator still said, which is
 *                            retriable
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function describeGroup(
  coordinators: Coordinators,
  group: string,
  deadline: number,
): Promise<DescribedGroup | undefined> {
  try {
    return (
      (await describeNewer(coordinators, group, deadline)) ?? (await describeClassic(coordinators, group, deadline))
    )
  } catch (error) {
    if (error instanceof KafkaError && NO_SUCH_GROUP.has(error.code)) return undefined
    throw error
  }
}

async function describeNewer(coordinators: Coordinators, group: string, deadline: number) {
  try {
    const answer = await coordinators.call(group, DESCRIBE_CONSUMER_GROUPS, [[group]], codesOf, deadline)
    return described(answer)
  } catch (error) {
    if (error instanceof KafkaError && [UNSUPPORTED_VERSION, GROUP_ID_NOT_FOUND].includes(error.code)) return undefined
    throw error
  }
}

async function describeClassic(coordinators: Coordinators, group: string, deadline: number) {
  const found = described(await coordinators.call(group, DESCRIBE_CLASSIC_GROUPS, [[group]], codesOf, deadline))
  return isOfConsumers(found) ? found : undefined
}

function described([group]: readonly DescribedGroup[]): DescribedGroup {
  if (group?.errorCode !== 0) throw new KafkaError(group?.errorCode ?? GROUP_ID_NOT_FOUND, group?.errorMessage)
  return group
}

function isOfConsumers({ state, protocolType }: DescribedGroup): boolean {
  return state !== 'Dead' && (protocolType === 'consumer' || protocolType === '')
}

function codesOf(groups: readonly DescribedGroup[]): number[] {
  return groups.map(({ errorCode }) => errorCode)
}
