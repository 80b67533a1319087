import { ConsumerNotFound } from '../http/errors/consumer.ts'
import { autoCommit, offsetsDue } from './auto-commit.ts'
import { changeInstance, type InstanceRef } from './change.ts'
import { ownPositions } from './own-positions.ts'
import { leave } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { isSubscribed } from './subscription.ts'

/**
 * Deletes an instance (contract B.5): what its last read returned counts as processed and is committed if it commits by
 * itself, and its partitions go to the other members. Kafka need not be there for that.
 *
 * @throws ConsumerNotFound, StoreUnavailable
 */
export async function removeInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<void> {
  // Saved once more, so that nothing is committed in partitions that others have by now.
  const instance = await changeInstance(
    services,
    ref,
    async (current, known) => ({ ...current, positions: await ownPositions(services, current, known, deadline) }),
    deadline,
  ).catch(async (error) => {
    if (error instanceof ConsumerNotFound) await finish(services, ref, deadline)
    throw error
  })
  await autoCommit(services, instance, offsetsDue(services, instance, { always: true }), deadline)
  services.recent.delete(ref.group, ref.name)
  services.prepared?.drop(ref)
  await services.store.remove(ref.group, ref.name, deadline)
  await services.quota?.release(instance, deadline)
  if (isSubscribed(instance)) await leave(services, ref.group, ref.name, deadline)
}

/** An earlier request may have ended with its process, when it had deleted the instance and the group had still its share. */
async function finish(services: ConsumeServices, { group, name }: InstanceRef, deadline: number): Promise<void> {
  if (!(await services.store.load(group, name, deadline))) await leave(services, group, name, deadline)
}
