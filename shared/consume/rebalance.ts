import { assign } from './assignor.ts'
import { type Expanded, expand } from './expand.ts'
import type { Group, Member } from './group.ts'
import type { ConsumeServices } from './services.ts'

/**
 * Shares a group's partitions anew, if there is a reason to: a member joins, leaves or has expired, changes its
 * subscription, or topics and partitions have come or gone.
 *
 *     load group ── compute ── save group if unchanged, and raise the version of every member whose share changes
 *
 * Raising the versions is what makes it safe: whoever reads or commits by the old sharing finds its save refused.
 *
 * @param group    name
 * @param change   who joins (or comes back with another subscription), or who leaves
 * @returns the group as it is now
 */
export async function rebalance(
  services: ConsumeServices,
  group: string,
  change: { readonly join?: Member; readonly leave?: string },
  deadline: number,
): Promise<Group> {
  for (;;) {
    const seen = await services.store.loadGroup(group, deadline)
    const members = currentMembers(seen, change, services.now())
    const expanded = await expand(services, members, deadline)
    const next = share(group, seen, members, expanded)
    if (next === undefined) return seen as Group
    const saved = await services.store.saveGroup(next, seen, changedMembers(seen, next), deadline)
    if (saved) return saved
  }
}

/** Whether a group's sharing is out of date as far as can be told without a change of members. */
export async function isStale(services: ConsumeServices, group: Group, deadline: number): Promise<boolean> {
  const now = services.now()
  if ([...group.members.values()].some(({ expiresAt }) => expiresAt <= now)) return true
  const { topics } = await expand(services, group.members, deadline)
  return !sameEntries(topics, group.topics)
}

function currentMembers(
  seen: Group | undefined,
  { join, leave }: { readonly join?: Member; readonly leave?: string },
  now: number,
): Map<string, Member> {
  const members = new Map(
    [...(seen?.members ?? [])].filter(([name, { expiresAt }]) => name !== leave && expiresAt > now),
  )
  if (join) members.set(join.name, join)
  return members
}

/** The next generation, or `undefined` when the present one is as it should be. */
function share(
  name: string,
  seen: Group | undefined,
  members: ReadonlyMap<string, Member>,
  { subscriptions, topics }: Expanded,
): Group | undefined {
  const previous = seen?.assignment ?? new Map<string, readonly string[]>()
  const assignment = assign({
    members: new Map([...subscriptions].map(([member, list]) => [member, list])),
    topics,
    previous,
  })
  const generation = (seen?.generation ?? 0) + 1
  const owners = new Map([...previous].flatMap(([member, keys]) => keys.map((key) => [key, member])))
  const since = new Map<string, number>()
  for (const [member, keys] of assignment) {
    for (const key of keys)
      since.set(key, owners.get(key) === member ? (seen?.since.get(key) ?? generation) : generation)
  }
  const next = { name, generation, members, topics, assignment, since, version: seen?.version ?? 0 }
  const same =
    seen &&
    sameEntries(topics, seen.topics) &&
    members.size === seen.members.size &&
    [...members].every(([member, { subscription }]) =>
      sameJson(subscription, seen.members.get(member)?.subscription),
    ) &&
    changedMembers(seen, next).length === 0
  return same ? undefined : next
}

/** Members whose partitions differ between two generations. */
function changedMembers(seen: Group | undefined, next: Group): string[] {
  const names = new Set([...(seen?.assignment.keys() ?? []), ...next.assignment.keys(), ...next.members.keys()])
  return [...names].filter((name) => {
    const before = new Set(seen?.assignment.get(name) ?? [])
    const after = next.assignment.get(name) ?? []
    return before.size !== after.length || after.some((key) => !before.has(key))
  })
}

function sameEntries(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
