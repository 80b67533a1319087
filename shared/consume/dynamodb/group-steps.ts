import type { Group } from '../group.ts'

/** A group to be saved, and the instances to be fenced in the same transaction. */
export interface GroupStep {
  readonly group: Group
  readonly fence: readonly string[]
}

/** A transaction holds 100 writes, and one is the group's. */
const fencedAtOnce = 99

/**
 * Takes a change that fences more instances than one transaction can into several changes of which each is safe by itself.
 *
 * To fence everybody first and save the group then is not enough. A fenced reader loads its instance again, finds the group
 * as it was, and goes on by it with the new version:
 *
 *     rebalance   fence A (v8) ─────────────── fence others ── save group g2: p goes from A to B
 *     reader A      save v7 ✗ ── load v8, g1 ── fetch p ───────────────────────── save v8 ✓   reads p: not its own
 *     reader B                                                 load g2 ── fetch p ── save ✓    reads p too
 *
 * To save the group first is worse. So the sharing changes in steps, each one transaction and a generation of its own. In
 * all but the last, the instances that it fences only lose what they shall lose, and nobody gets it:
 *
 *     step 1      group g2 and fence 99: p taken from A, owned by nobody
 *     step 2      group g3 and fence 99 others
 *     last step   group g4, all as it shall be, and fence the rest: p given to B
 *     reader A    save v7 ✗ after step 1 ── load v8, g2 or later: p is not its own any more
 *
 * Until the last step, members, their subscriptions and topics are the old ones. If the process dies between two steps, what
 * made the change necessary is therefore still there to be seen by the next who looks; until then partitions may rest.
 */
export function groupSteps(group: Group, seen: Group | undefined, fence: readonly string[]): GroupStep[] {
  const names = [...new Set(fence)]
  const batches: string[][] = []
  for (let from = 0; from < names.length; from += fencedAtOnce) batches.push(names.slice(from, from + fencedAtOnce))
  const last = batches.pop() ?? []
  const steps = batches.map((batch, index) => {
    const fenced = new Set(names.slice(0, (index + 1) * fencedAtOnce))
    return { group: withoutGains(group, seen, fenced, group.generation + index), fence: batch }
  })
  return [...steps, { group: renumbered(group, group.generation + batches.length), fence: last }]
}

function withoutGains(group: Group, seen: Group | undefined, fenced: ReadonlySet<string>, generation: number): Group {
  const assignment = new Map<string, readonly string[]>()
  for (const [name, keys] of seen?.assignment ?? []) {
    const kept = new Set(group.assignment.get(name))
    assignment.set(name, fenced.has(name) ? keys.filter((key) => kept.has(key)) : keys)
  }
  const owned = new Set([...assignment.values()].flat())
  return {
    name: group.name,
    version: group.version,
    generation,
    members: seen?.members ?? new Map(),
    topics: seen?.topics ?? new Map(),
    assignment,
    since: new Map([...(seen?.since ?? [])].filter(([key]) => owned.has(key))),
  }
}

function renumbered(group: Group, generation: number): Group {
  if (generation === group.generation) return group
  const since = Array.from(
    group.since,
    ([key, start]) => [key, start === group.generation ? generation : start] as const,
  )
  return { ...group, generation, since: new Map(since) }
}
