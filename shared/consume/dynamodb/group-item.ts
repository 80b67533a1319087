import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Group, Member } from '../group.ts'
import { parsePartitionKey, partitionKey } from '../instance.ts'
import { type Item, json, map, number, toJson, toNumber } from './attributes.ts'
import { ttl } from './garbage.ts'
import { groupKey, keyPart } from './keys.ts'
import { fromRuns, type Run, toGroupedRuns, toRuns } from './partition-runs.ts'

/**
 * A group as the table holds it. Members' expiry times are an attribute of their own, a map, so that a heartbeat can set one
 * of them without knowing the rest; the rest is JSON: it is only ever replaced as a whole. Names are values in it and never
 * names of properties, as they can be any text.
 *
 * Of the 400 KB of an item a partition takes some 10 bytes, and a member its name twice, its subscription, and for each
 * topic that it has partitions of the topic's name: 10,000 partitions of 100 topics among 150 members fit.
 *
 * @param saveId  tells this save from all others
 */
export function toGroupItem(cluster: string, group: Group, saveId: string): Item {
  const latest = Math.max(0, ...Array.from(group.members.values(), ({ expiresAt }) => expiresAt))
  return {
    ...groupKey(cluster, group.name),
    version: toNumber(group.version),
    save_id: { S: saveId },
    generation: toNumber(group.generation),
    members: toJson(Array.from(group.members.values(), ({ name, subscription }) => [name, subscription])),
    expires: heartbeats(group.members),
    topics: toJson([...group.topics]),
    assignment: toJson(Array.from(group.assignment, ([name, keys]) => [name, toRuns(keys.map(parsePartitionKey))])),
    since: toJson(runsByGeneration(group.since)),
    ttl: ttl(latest),
  }
}

/** @throws Error  the item is not of {@link toGroupItem} */
export function fromGroupItem(item: Item, name: string): Group {
  const expires = map(item, 'expires')
  const members = json<[string, Member['subscription']][]>(item, 'members').map(
    ([member, subscription]) =>
      [member, { name: member, subscription, expiresAt: number(expires, keyPart(member)) }] as const,
  )
  const assignment = json<[string, Run[]][]>(item, 'assignment').map(
    ([member, runs]) => [member, fromRuns(runs).map(partitionKey)] as const,
  )
  const since = json<[number, Run[]][]>(item, 'since').flatMap(([generation, runs]) =>
    fromRuns(runs).map((partition) => [partitionKey(partition), generation] as const),
  )
  return {
    name,
    generation: number(item, 'generation'),
    members: new Map(members),
    topics: new Map(json<[string, number][]>(item, 'topics')),
    assignment: new Map(assignment),
    since: new Map(since),
    version: number(item, 'version'),
  }
}

/** The attribute of members' expiry times, by {@link keyPart}. */
export function heartbeats(members: Group['members']): AttributeValue {
  const entries = Array.from(members.values(), ({ name, expiresAt }) => [keyPart(name), toNumber(expiresAt)] as const)
  return { M: Object.fromEntries(entries) }
}

function runsByGeneration(since: Group['since']): [number, Run[]][] {
  const generations = Map.groupBy(since, ([, generation]) => generation)
  return Array.from(generations, ([generation, entries]) => {
    return [generation, toGroupedRuns(entries.map(([key]) => parsePartitionKey(key)))]
  })
}
