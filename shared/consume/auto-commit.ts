import { type Instance, parsePartitionKey } from './instance.ts'
import type { ConsumeServices } from './services.ts'

/**
 * Commits what earlier reads returned, if the instance commits by itself and it is time: that the client is here again shows
 * that it got it. What the present read will return is not among it.
 *
 * @param always  without regard to the interval
 * @returns the instance with the committed offsets noted; unchanged when there was nothing to commit or Kafka did not take it
 */
export async function autoCommitted(
  services: ConsumeServices,
  instance: Instance,
  { always }: { readonly always: boolean },
  deadline: number,
): Promise<Instance> {
  const now = services.now()
  if (!instance.config.autoCommit) return instance
  if (!always && now - instance.autoCommittedAt < services.autoCommitIntervalMs) return instance
  const moved = [...instance.positions].filter(([, { next, committed, previous }]) => next !== (committed ?? previous))
  const offsets = moved.map(([key, { next }]) => ({ ...parsePartitionKey(key), offset: next }))
  if (offsets.length === 0) return { ...instance, autoCommittedAt: now }
  try {
    await services.offsets.commit(instance.group, offsets, deadline)
  } catch (error) {
    services.onAutoCommitFailed(instance.group, error)
    return instance
  }
  const positions = new Map(instance.positions)
  for (const [key, position] of moved) positions.set(key, { ...position, committed: position.next })
  return { ...instance, positions, autoCommittedAt: now }
}
