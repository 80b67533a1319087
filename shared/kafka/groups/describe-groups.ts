import { beforeDeadline } from '../before-deadline.ts'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import type { Coordinators } from './coordinator.ts'
import { DESCRIBE_CLASSIC_GROUPS } from './describe-classic-groups.ts'
import { DESCRIBE_CONSUMER_GROUPS } from './describe-consumer-groups.ts'
import { describeGroup } from './describe-group.ts'
import type { DescribedGroup } from './described-group.ts'
import type { ListedGroup } from './list-groups.ts'

/** A described group and the broker that keeps it. */
export interface KeptGroup extends DescribedGroup {
  /** Node id. */
  readonly coordinator: number
}

const GROUP_AUTHORIZATION_FAILED = 30
const AT_ONCE = 16

/**
 * Describes groups that have just been listed, all that a broker keeps in one request; a group that has changed its place or
 * its protocol since is asked for by itself. Those that are gone, or that the proxy may not describe, are left out.
 *
 * @param deadline  epoch milliseconds
 * @throws KafkaError, KafkaUnreachable, KafkaLoginRefused
 */
export async function describeGroups(
  client: KafkaClient,
  coordinators: Coordinators,
  listed: readonly ListedGroup[],
  deadline: number,
): Promise<KeptGroup[]> {
  const parts = Map.groupBy(listed, ({ coordinator, type }) => `${coordinator} ${type === 'consumer'}`)
  const answers = await Promise.all([...parts.values()].map((part) => describePart(client, part, deadline)))
  const described = answers.flat()
  const good = described.filter(isGood)
  const settled = new Set(
    described.filter((each) => isGood(each) || each.errorCode === GROUP_AUTHORIZATION_FAILED).map(({ group }) => group),
  )
  const again = listed.filter(({ group }) => !settled.has(group))
  while (again.length > 0) {
    const some = again.splice(0, AT_ONCE)
    const groups = await Promise.all(some.map(({ group }) => describeAlone(coordinators, group, deadline)))
    good.push(...groups.flatMap((group) => group ?? []))
  }
  return good
}

/** What a broker says of groups; nothing where it could not be asked. */
async function describePart(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  deadline: number,
): Promise<KeptGroup[]> {
  const { coordinator = -1, type } = groups[0] ?? {}
  const versions = type === 'consumer' ? DESCRIBE_CONSUMER_GROUPS : DESCRIBE_CLASSIC_GROUPS
  const names = groups.map(({ group }) => group)
  try {
    const answer = await beforeDeadline(client.call(coordinator, versions, [names]), deadline)
    return answer.map((group) => ({ ...group, coordinator }))
  } catch (error) {
    if (!(error instanceof KafkaUnreachable)) throw error
    return []
  }
}

async function describeAlone(
  coordinators: Coordinators,
  name: string,
  deadline: number,
): Promise<KeptGroup | undefined> {
  try {
    const group = await describeGroup(coordinators, name, deadline)
    return group && { ...group, coordinator: await coordinators.nodeOf(name, deadline) }
  } catch (error) {
    if (error instanceof KafkaError && error.code === GROUP_AUTHORIZATION_FAILED) return undefined
    throw error
  }
}

function isGood({ errorCode, state }: DescribedGroup): boolean {
  return errorCode === 0 && state !== 'Dead'
}
