import { assign } from './assignor.ts'
import { type Expanded, expand, type TopicsNow } from './expand.ts'
import type { Group, Member } from './group.ts'
import type { ConsumeServices } from './services.ts'
import { compilePattern } from './topic-pattern.ts'

/**
 * Shares a group's partitions anew, if there is a reason to: a member joins, comes back with another subscription or has
 * expired, or topics and partitions have come or gone.
 *
 *     load group ── compute ── save group if unchanged, and raise the version of every member whose share changes
 *
 * Raising the versions is what makes it safe: whoever reads or commits by the old sharing finds its save refused.
 *
 * @param group  name
 * @param join   who joins; may be a member already
 * @returns the group as it is now
 */
export async function rebalance(
  services: ConsumeServices,
  group: string,
  join: Member,
  deadline: number,
): Promise<Group> {
  const since = services.now()
  for (;;) {
    const seen = await services.store.loadGroup(group, deadline)
    const now = services.now()
    const members = new Map([...(seen?.members ?? [])].filter(([, { expiresAt }]) => expiresAt > now))
    members.set(join.name, join)
    // What this process has known for a while another one may know better: two would undo each other's work.
    const expanded = await expand(services.topics, members, deadline, since)
    const next = nextGeneration(group, seen, members, expanded, now)
    if (next === undefined) return seen as Group
    const saved = await services.store.saveGroup(next, seen, changedMembers(seen, next), deadline)
    if (saved) return saved
  }
}

/**
 * Takes a member out of its group; its partitions go to the others. Kafka is not asked: what the group knows of topics will
 * do, and whoever leaves must be able to.
 */
export async function leave(services: ConsumeServices, group: string, name: string, deadline: number): Promise<void> {
  for (;;) {
    const seen = await services.store.loadGroup(group, deadline)
    if (!seen?.members.has(name)) return
    const now = services.now()
    const members = new Map([...seen.members].filter(([each, { expiresAt }]) => each !== name && expiresAt > now))
    const expanded = await expand(knownTopics(seen), members, deadline)
    const next = nextGeneration(group, seen, members, expanded, now)
    if (next === undefined || (await services.store.saveGroup(next, seen, changedMembers(seen, next), deadline))) return
  }
}

/** Whether a group's sharing is out of date as far as can be told without a change of members. */
export async function isStale(services: ConsumeServices, group: Group, deadline: number): Promise<boolean> {
  const now = services.now()
  if ([...group.members.values()].some(({ expiresAt }) => expiresAt <= now)) return true
  const { topics } = await expand(services.topics, group.members, deadline)
  if (sameEntries(topics, group.topics)) return false
  // Whoever shared the group out may have looked later than this process did last.
  const fresh = await expand(services.topics, group.members, deadline, now)
  return !sameEntries(fresh.topics, group.topics)
}

/** The next generation, or `undefined` when the present one is as it should be. */
function nextGeneration(
  name: string,
  seen: Group | undefined,
  members: ReadonlyMap<string, Member>,
  { subscriptions, topics }: Expanded,
  now: number,
): Group | undefined {
  const previous = seen?.assignment ?? new Map<string, readonly string[]>()
  const assignment = assign({ members: subscriptions, topics, previous })
  // Begins with the time, so that a group that was forgotten and comes again goes on with later generations than it had.
  const generation = (seen?.generation ?? now) + 1
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

/** Topics as a group knows them. */
function knownTopics({ topics }: Group): TopicsNow {
  return {
    partitionCounts: async (names) => new Map([...new Set(names)].flatMap((name) => entryOf(topics, name))),
    async matching(pattern) {
      const compiled = compilePattern(pattern)
      return [...topics.keys()].filter((name) => compiled.matches(name))
    },
  }
}

function entryOf<Value>(map: ReadonlyMap<string, Value>, key: string): [string, Value][] {
  const value = map.get(key)
  return value === undefined ? [] : [[key, value]]
}

function sameEntries(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
