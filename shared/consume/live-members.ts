import { parsePartitionKey, type TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'
import { StoreMissing } from './store.ts'

/** An instance that shares its group's partitions, and those that are its own. */
export interface LiveMember {
  readonly name: string
  readonly partitions: readonly TopicPartition[]
}

/**
 * The instances that share a group's partitions at the moment, by name; instances with partitions assigned by hand do not
 * take part. One that has vanished is a member until its place is given away.
 *
 * Where there is no store nobody has ever made an instance, so that there are none.
 *
 * @throws StoreUnavailable
 */
export async function liveMembers(
  { store, now }: Pick<ConsumeServices, 'store' | 'now'>,
  group: string,
  deadline: number,
): Promise<LiveMember[]> {
  try {
    const found = await store.loadGroup(group, deadline)
    return [...(found?.members.values() ?? [])]
      .filter(({ expiresAt }) => expiresAt > now())
      .map(({ name }) => ({ name, partitions: (found?.assignment.get(name) ?? []).map(parsePartitionKey) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (error instanceof StoreMissing) return []
    throw error
  }
}
