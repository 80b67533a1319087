import { autoCommit, offsetsDue } from './auto-commit.ts'
import { changeInstance, type InstanceRef } from './change.ts'
import type { Instance, Subscription } from './instance.ts'
import { ownPositions } from './own-positions.ts'
import { leave } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { excludeOthers } from './subscription.ts'

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
  const saved = await changeInstance(
    services,
    ref,
    async (instance, known) => {
      excludeOthers(instance, wanted.kind)
      const positions = await ownPositions(services, instance, known, deadline)
      return { ...instance, subscription: wanted, positions }
    },
    deadline,
  )
  // Topics that are not among the new ones are left with the next read: then it would be too late.
  await autoCommit(services, saved, offsetsDue(services, saved, { always: true }), deadline)
}

/**
 * Gives up the subscription or the assignment, and the place in the group. What earlier reads returned is committed if the
 * instance commits by itself.
 */
export async function unsubscribe(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<void> {
  let before: Instance | undefined
  const { expiresAt } = await changeInstance(
    services,
    ref,
    async ({ lastKeyedRead: _, ...instance }, known) => {
      before = { ...instance, positions: await ownPositions(services, instance, known, deadline) }
      return { ...instance, subscription: { kind: 'none' }, generation: 0, positions: new Map() }
    },
    deadline,
  )
  if (before) {
    await autoCommit(services, { ...before, expiresAt }, offsetsDue(services, before, { always: true }), deadline)
  }
  // Also when there was no subscription: a request that failed half way is repeated.
  await leave(services, ref.group, ref.name, deadline)
}
