import { KafkaUnreachable } from '../kafka/error.ts'
import type { Group } from './group.ts'
import { type Instance, parsePartitionKey } from './instance.ts'
import { keptPositions } from './own-positions.ts'
import { isStale, rebalance } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { startPositions } from './start-positions.ts'

/** How long to ask whether topics have changed. */
const PATIENCE_MS = 1000

/** An instance that has adopted its group's generation, and that group. */
export interface Joined {
  readonly instance: Instance
  readonly group: Group
}

/**
 * Makes sure that a subscribed instance is a member of its group, that the group's sharing is up to date, and that the
 * instance's positions are those of its share. Nothing of the instance is saved here: that comes with the read.
 *
 * @param known  the group, if it is known from after the instance was last fenced
 * @returns `undefined` when the group was changed: the instance may have been fenced, and has to be loaded again
 */
export async function join(
  services: ConsumeServices,
  instance: Instance,
  known: Group | undefined,
  deadline: number,
): Promise<Joined | undefined> {
  const { subscription } = instance
  if (subscription.kind !== 'topics' && subscription.kind !== 'pattern') throw new Error('Not subscribed.')
  const now = services.now()
  const timeoutMs = instance.config.instanceTimeoutMs
  // Later than the instance's own end, so that few requests have to write the group as well.
  const expiresAt = now + 2 * timeoutMs
  let group = known ?? (await services.store.loadGroup(instance.group, deadline))
  const seen = group?.members.get(instance.name)
  const isMember = seen && JSON.stringify(seen.subscription) === JSON.stringify(subscription)
  if (!group || !isMember || (await isKnownStale(services, group, deadline))) {
    const before = group?.version
    group = await rebalance(services, instance.group, { name: instance.name, subscription, expiresAt }, deadline)
    if (group.version !== before) return undefined
  }
  const member = group.members.get(instance.name)
  if (member && member.expiresAt - now < timeoutMs) {
    await services.store.touchMember(instance.group, instance.name, expiresAt, deadline)
    group = { ...group, members: new Map(group.members).set(instance.name, { ...member, expiresAt }) }
  }
  return { instance: await adopt(services, instance, group, deadline), group }
}

/** Kafka may be away. Then its topics are taken to be as they were, so that a read does not wait for that, too. */
async function isKnownStale(services: ConsumeServices, group: Group, deadline: number): Promise<boolean> {
  try {
    return await isStale(services, group, Math.min(deadline, services.now() + PATIENCE_MS))
  } catch (error) {
    if (error instanceof KafkaUnreachable) return false
    throw error
  }
}

/**
 * Takes over the share that a generation gives an instance: positions of partitions that were its own without a break
 * stay, new ones begin at the group's committed offset or by the reset rule.
 */
async function adopt(services: ConsumeServices, instance: Instance, group: Group, deadline: number): Promise<Instance> {
  if (instance.generation === group.generation) return instance
  const kept = keptPositions(instance, group)
  const keys = group.assignment.get(instance.name) ?? []
  const fresh = keys.filter((key) => !kept.has(key)).map(parsePartitionKey)
  const started = await startPositions(services, instance.group, instance.config, fresh, deadline)
  return { ...instance, generation: group.generation, positions: new Map([...kept, ...started]) }
}
