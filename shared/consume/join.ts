import type { Group } from './group.ts'
import { type Instance, type Position, parsePartitionKey } from './instance.ts'
import { isStale, rebalance } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { startPositions } from './start-positions.ts'

/** An instance that has adopted its group's generation, and that group. */
export interface Joined {
  readonly instance: Instance
  readonly group: Group
  /** Whether the group was changed: the instance's version in the store is not the one in hand any more. */
  readonly rebalanced: boolean
}

/**
 * Makes sure that a subscribed instance is a member of its group, that the group's sharing is up to date, and that the
 * instance's positions are those of its share. Nothing of the instance is saved here: that comes with the read.
 *
 * @param known  the group as this process saw it last
 */
export async function join(
  services: ConsumeServices,
  instance: Instance,
  known: Group | undefined,
  deadline: number,
): Promise<Joined> {
  const { subscription } = instance
  if (subscription.kind !== 'topics' && subscription.kind !== 'pattern') throw new Error('Not subscribed.')
  const now = services.now()
  const timeoutMs = instance.config.instanceTimeoutMs
  let group = known ?? (await services.store.loadGroup(instance.group, deadline))
  const member = group?.members.get(instance.name)
  // Later than the instance's own end, so that few requests have to write the group as well.
  const expiresAt = now + 2 * timeoutMs
  const isMember = member && JSON.stringify(member.subscription) === JSON.stringify(subscription)
  if (!group || !isMember || (await isStale(services, group, deadline))) {
    const before = group?.version
    group = await rebalance(
      services,
      instance.group,
      { join: { name: instance.name, subscription, expiresAt } },
      deadline,
    )
    if (group.version !== before) return { instance, group, rebalanced: true }
  } else if (member.expiresAt - now < timeoutMs) {
    await services.store.touchMember(instance.group, instance.name, expiresAt, deadline)
    group = { ...group, members: new Map(group.members).set(instance.name, { ...member, expiresAt }) }
  }
  return { instance: await adopt(services, instance, group, deadline), group, rebalanced: false }
}

/**
 * Takes over the share that a generation gives an instance: positions of partitions that were its own without a break
 * stay, new ones begin at the group's committed offset or by the reset rule.
 */
async function adopt(services: ConsumeServices, instance: Instance, group: Group, deadline: number): Promise<Instance> {
  if (instance.generation === group.generation) return instance
  const keys = group.assignment.get(instance.name) ?? []
  const kept = new Map<string, Position>()
  for (const key of keys) {
    const position = instance.positions.get(key)
    const unbroken = (group.since.get(key) ?? Number.POSITIVE_INFINITY) <= instance.generation
    if (position && unbroken) kept.set(key, position)
  }
  const fresh = keys.filter((key) => !kept.has(key)).map(parsePartitionKey)
  const started = await startPositions(services, instance.group, instance.config, fresh, deadline)
  return { ...instance, generation: group.generation, positions: new Map([...kept, ...started]) }
}
