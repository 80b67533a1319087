import type { Instance, InstanceConfig, KeyedRead, Subscription } from '../instance.ts'
import { bytes, type Item, json, number, text, toJson, toNumber } from './attributes.ts'
import { ttl } from './garbage.ts'
import { instanceKey } from './keys.ts'
import { packRows, unpackRows } from './partition-rows.ts'
import { fromRuns, type Run, toRuns } from './partition-runs.ts'
import { packPositions, unpackPositions } from './positions.ts'

type StoredSubscription =
  | Exclude<Subscription, { readonly kind: 'assigned' }>
  | { readonly kind: 'assigned'; readonly partitions: readonly Run[] }

/**
 * An instance as the table holds it: about 0.6 KB and a few bytes for each partition. An item may have 400 KB, which is
 * 10,000 partitions whatever their offsets, assigned by hand, and some 35,000 with offsets as they are in practice.
 *
 * @param saveId  tells this save from all others
 */
export function toInstanceItem(cluster: string, instance: Instance, saveId: string): Item {
  const { group, name, config, principal, baseUri, subscription, lastKeyedRead } = instance
  return {
    ...instanceKey(cluster, group, name),
    version: toNumber(instance.version),
    save_id: { S: saveId },
    principal: { S: principal },
    base_uri: { S: baseUri },
    config: toJson(config),
    subscription: toJson(storedSubscription(subscription)),
    generation: toNumber(instance.generation),
    positions: { B: packPositions(instance.positions) },
    ...(lastKeyedRead && keyedReadAttributes(lastKeyedRead)),
    auto_committed_at: toNumber(instance.autoCommittedAt),
    expires_at: toNumber(instance.expiresAt),
    ttl: ttl(instance.expiresAt),
  }
}

/** @throws Error  the item is not of {@link toInstanceItem} */
export function fromInstanceItem(item: Item, group: string, name: string): Instance {
  return {
    group,
    name,
    config: json<InstanceConfig>(item, 'config'),
    principal: text(item, 'principal'),
    baseUri: text(item, 'base_uri'),
    subscription: fromStoredSubscription(json(item, 'subscription')),
    generation: number(item, 'generation'),
    positions: unpackPositions(bytes(item, 'positions')),
    ...(item.keyed_read && { lastKeyedRead: keyedRead(item) }),
    autoCommittedAt: number(item, 'auto_committed_at'),
    expiresAt: number(item, 'expires_at'),
    version: number(item, 'version'),
  }
}

function storedSubscription(subscription: Subscription): StoredSubscription {
  if (subscription.kind !== 'assigned') return subscription
  return { kind: 'assigned', partitions: toRuns(subscription.partitions) }
}

function fromStoredSubscription(stored: StoredSubscription): Subscription {
  return stored.kind === 'assigned' ? { kind: 'assigned', partitions: fromRuns(stored.partitions) } : stored
}

function keyedReadAttributes({ key, ranges }: KeyedRead): Item {
  const rows = ranges.map(({ topic, partition, from, to }) => ({ topic, partition, numbers: [from, to - from] }))
  return { keyed_read_key: { S: key }, keyed_read: { B: packRows(2, rows) } }
}

function keyedRead(item: Item): KeyedRead {
  const ranges = unpackRows(bytes(item, 'keyed_read')).map(({ topic, partition, numbers }) => {
    const [from = 0n, length = 0n] = numbers
    return { topic, partition, from, to: from + length }
  })
  return { key: text(item, 'keyed_read_key'), ranges }
}
