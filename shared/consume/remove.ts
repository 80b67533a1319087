import { autoCommitted } from './auto-commit.ts'
import { findInstance, type InstanceRef } from './change.ts'
import { rebalance } from './rebalance.ts'
import type { ConsumeServices } from './services.ts'
import { isSubscribed } from './subscribe.ts'

/**
 * Deletes an instance (contract B.5): what its last read returned counts as processed and is committed if it commits by
 * itself, and its partitions go to the other members.
 *
 * @throws ConsumerNotFound, StoreUnavailable
 */
export async function removeInstance(services: ConsumeServices, ref: InstanceRef, deadline: number): Promise<void> {
  services.recent.delete(ref.group, ref.name)
  const instance = await findInstance(services, ref, deadline)
  await autoCommitted(services, instance, { always: true }, deadline)
  await services.store.remove(ref.group, ref.name, deadline)
  if (isSubscribed(instance)) await rebalance(services, ref.group, { leave: ref.name }, deadline)
}
