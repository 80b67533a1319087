import type { Group } from './group.ts'
import type { Instance, Position } from './instance.ts'
import type { ConsumeServices } from './services.ts'
import { isSubscribed } from './subscription.ts'

/**
 * An instance's positions in those partitions that are its own in its group's present generation, and have been without a
 * break since the generation that the positions belong to. Partitions assigned by hand are always its own.
 *
 * True for as long as nobody fences the instance: who acts on it saves the instance first.
 *
 * @param known  the group, if it is known from after the instance was last fenced
 */
export async function ownPositions(
  services: ConsumeServices,
  instance: Instance,
  known: Group | undefined,
  deadline: number,
): Promise<ReadonlyMap<string, Position>> {
  if (!isSubscribed(instance)) return instance.positions
  const group = known ?? (await services.store.loadGroup(instance.group, deadline))
  return group ? keptPositions(instance, group) : new Map()
}

/** The same, of a subscribed instance. */
export function keptPositions({ name, generation, positions }: Instance, group: Group): Map<string, Position> {
  const kept = new Map<string, Position>()
  for (const key of group.assignment.get(name) ?? []) {
    const position = positions.get(key)
    const unbroken = (group.since.get(key) ?? Number.POSITIVE_INFINITY) <= generation
    if (position && unbroken) kept.set(key, position)
  }
  return kept
}
