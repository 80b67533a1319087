import { isFresh, type OffsetToCommit, positionsOf, withCommitted } from './commit.ts'
import type { Instance } from './instance.ts'
import type { ConsumeServices } from './services.ts'

/** An automatic commit that Kafka does not take by then is left to the next read: its records must not wait for it. */
const PATIENCE_MS = 3000

/**
 * What an instance has to commit by itself: what earlier reads returned, as that the client is here again shows that it got
 * it. What the present read will return is not among it.
 *
 * @param always  without regard to the interval
 */
export function offsetsDue(
  services: ConsumeServices,
  { config, positions, autoCommittedAt }: Instance,
  { always }: { readonly always: boolean },
): OffsetToCommit[] {
  if (!config.autoCommit) return []
  if (!always && services.now() - autoCommittedAt < services.autoCommitIntervalMs) return []
  return positionsOf(
    new Map([...positions].filter(([, { next, committed, previous }]) => next !== (committed ?? previous))),
  )
}

/**
 * Commits what is due. The instance must have been saved since its partitions were looked at: else somebody may have them
 * who is further.
 *
 * @returns the instance with the committed offsets noted; unchanged when Kafka did not take them, or the save was too long ago
 */
export async function autoCommit(
  services: ConsumeServices,
  instance: Instance,
  due: readonly OffsetToCommit[],
  deadline: number,
): Promise<Instance> {
  if (due.length === 0 || !isFresh(services, instance)) return instance
  try {
    await services.offsets.commit(instance.group, due, Math.min(deadline, services.now() + PATIENCE_MS))
    return withCommitted(instance, due)
  } catch (error) {
    services.onAutoCommitFailed(instance.group, error)
    return instance
  }
}
