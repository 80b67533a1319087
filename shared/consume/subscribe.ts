import { IllegalState } from '../http/errors.ts'
import { changeInstance, findInstance, type InstanceRef } from './change.ts'
import type { Instance, Subscription, TopicPartition } from './instance.ts'
import { rebalance } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { startPositions } from './start-positions.ts'

/**
 * Subscribes to topics or to a pattern in place of what was subscribed before; no topics at all is to unsubscribe. The
 * group is joined with the first read (contract B.6).
 *
 * @throws IllegalState  the instance has a subscription of another kind, or an assignment
 */
export async function subscribe(
  services: ConsumeServices,
  ref: InstanceRef,
  wanted: Subscription & { readonly kind: 'topics' | 'pattern' },
  deadline: number,
): Promise<void> {
  if (wanted.kind === 'topics' && wanted.topics.length === 0) return unsubscribe(services, ref, deadline)
  await changeInstance(
    services,
    ref,
    (instance) => {
      exclude(instance, wanted.kind)
      return { ...instance, subscription: wanted }
    },
    deadline,
  )
}

/** Gives up the subscription or the assignment, and the place in the group. */
export async function unsubscribe(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<void> {
  const before = await findInstance(services, ref, deadline)
  if (isSubscribed(before)) await rebalance(services, ref.group, { leave: ref.name }, deadline)
  services.recent.delete(ref.group, ref.name)
  await changeInstance(
    services,
    ref,
    ({ lastKeyedRead: _, ...instance }) => ({
      ...instance,
      subscription: { kind: 'none' },
      generation: 0,
      positions: new Map(),
    }),
    deadline,
  )
}

/**
 * Assigns partitions by hand in place of those assigned before; their positions begin at the group's committed offsets or
 * by the reset rule (contract B.7).
 *
 * @throws IllegalState  the instance has a subscription
 */
export async function assignByHand(
  services: ConsumeServices,
  ref: InstanceRef,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<void> {
  await changeInstance(
    services,
    ref,
    async (instance) => {
      exclude(instance, 'assigned')
      const positions = await startPositions(services, ref.group, instance.config, partitions, deadline)
      return { ...instance, subscription: { kind: 'assigned', partitions }, positions }
    },
    deadline,
  )
}

export function isSubscribed({ subscription }: Instance): boolean {
  return subscription.kind === 'topics' || subscription.kind === 'pattern'
}

/** @throws IllegalState */
function exclude({ subscription }: Instance, kind: Subscription['kind']): void {
  if (subscription.kind === 'none' || subscription.kind === kind) return
  throw new IllegalState('Subscription to topics, partitions and pattern are mutually exclusive')
}
