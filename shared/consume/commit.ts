import { ConsumerNotFound, IllegalState } from '../http/errors/consumer.ts'
import { changeInstance, type InstanceRef, touchInstance } from './change.ts'
import { existingPartitions, requirePartitions } from './existing-partitions.ts'
import type { Group } from './group.ts'
import {
  type Instance,
  NO_OFFSET,
  type Position,
  parsePartitionKey,
  partitionKey,
  type TopicPartition,
} from './instance.ts'
import { ownPositions } from './own-positions.ts'
import type { CommittedOffset, ConsumeServices } from './services.ts'
import { isSubscribed } from './subscription.ts'

/** A save that is older than this says little about who has a partition now. */
const FRESH_MS = 3000

/** An offset to commit: of the next record to be read, as Kafka counts. */
export type OffsetToCommit = TopicPartition & { readonly offset: bigint; readonly metadata?: string }

/**
 * Commits offsets to Kafka's group, named ones or, without any, the instance's positions (contract B.9).
 *
 *     save the instance ── commit to Kafka ── named ones: look whether the partitions are its own still
 *
 * The instance is saved first: one that was deleted, has expired or lost partitions finds out before Kafka hears of it. Of
 * its positions only those are committed that are its own still. What is named, and committed without an error, was its own
 * when Kafka had it: whoever gets the partition next begins behind it.
 *
 * @throws KafkaError      a named partition that does not exist
 * @throws IllegalState    a named partition that another member of the group has, or has had meanwhile; native consumers in
 *                         the group
 * @throws ConsumerNotFound, StoreUnavailable, KafkaUnreachable
 */
export async function commit(
  services: ConsumeServices,
  ref: InstanceRef,
  named: readonly OffsetToCommit[] | undefined,
  deadline: number,
): Promise<readonly OffsetToCommit[]> {
  for (;;) {
    const { saved, offsets } = await saveFirst(services, ref, named, deadline)
    if (offsets.length === 0) return offsets
    // A process that stood still meanwhile would set back what a new owner has committed since.
    if (!isFresh(services, saved)) continue
    await services.offsets.commit(ref.group, offsets, deadline)
    if (named && isSubscribed(saved)) await requireStillOwn(services, saved, named, deadline)
    noteCommitted(services, saved, offsets)
    return offsets
  }
}

/** Whether an instance was saved so lately that what was found out then may be acted on. */
export function isFresh({ now }: ConsumeServices, { expiresAt, config }: Instance): boolean {
  // A save moves its end, from the moment before it was sent.
  return now() - (expiresAt - config.instanceTimeoutMs) < FRESH_MS
}

async function saveFirst(
  services: ConsumeServices,
  ref: InstanceRef,
  named: readonly OffsetToCommit[] | undefined,
  deadline: number,
): Promise<{ readonly saved: Instance; readonly offsets: readonly OffsetToCommit[] }> {
  let offsets: readonly OffsetToCommit[] = []
  const saved = await changeInstance(
    services,
    ref,
    async (instance, known) => {
      // All or nothing as far as can be: Kafka takes or refuses each by itself.
      if (named) await requirePartitions(services, named, deadline)
      if (named && isSubscribed(instance)) {
        const group = known ?? (await services.store.loadGroup(instance.group, deadline))
        if (group) refuseForeign(instance, group, named)
      }
      offsets = named ?? positionsOf(await ownPositions(services, instance, known, deadline))
      return instance
    },
    deadline,
  )
  return { saved, offsets }
}

/** What the group has committed in these partitions; every such question is a sign of life. */
export async function committed(
  services: ConsumeServices,
  ref: InstanceRef,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<readonly (TopicPartition & CommittedOffset)[]> {
  await touchInstance(services, ref, deadline)
  const existing = await existingPartitions(services, partitions, deadline)
  const distinct = new Map(existing.map((partition) => [partitionKey(partition), partition]))
  const found = await services.offsets.fetch(ref.group, [...distinct.values()], deadline)
  return [...distinct].flatMap(([key, partition]) => {
    const offset = found.get(key)
    return offset ? [{ topic: partition.topic, partition: partition.partition, ...offset }] : []
  })
}

/** Positions as offsets to commit. */
export function positionsOf(positions: ReadonlyMap<string, Position>): OffsetToCommit[] {
  const known = [...positions].filter(([, { next }]) => next !== NO_OFFSET)
  return known.map(([key, { next }]) => ({ ...parsePartitionKey(key), offset: next }))
}

/** The instance with what has been committed noted in its positions. */
export function withCommitted(instance: Instance, offsets: readonly OffsetToCommit[]): Instance {
  const positions = new Map(instance.positions)
  for (const offset of offsets) {
    const position = positions.get(partitionKey(offset))
    if (position) positions.set(partitionKey(offset), { ...position, committed: offset.offset })
  }
  return { ...instance, positions }
}

/**
 * Remembers what was committed, so that it is not committed once more by itself. In memory only: it is saved with the next
 * change, and if it is not, a commit is repeated, which does no harm.
 */
function noteCommitted(services: ConsumeServices, saved: Instance, offsets: readonly OffsetToCommit[]): void {
  const recent = services.recent.get(saved.group, saved.name)
  if (recent?.instance !== saved) return
  services.recent.set({ ...recent, instance: withCommitted(saved, offsets) })
}

/** A member that lost a partition must not commit in it any more: its new owner may be further. */
function refuseForeign(
  { name, generation }: Instance,
  { assignment, since }: Group,
  offsets: readonly OffsetToCommit[],
): void {
  const owners = new Map([...assignment].flatMap(([member, keys]) => keys.map((key) => [key, member])))
  for (const offset of offsets) {
    const key = partitionKey(offset)
    const owner = owners.get(key)
    const unbroken = generation === 0 || (since.get(key) ?? 0) <= generation
    if (owner === undefined || (owner === name && unbroken)) continue
    throw new IllegalState(
      `partition ${offset.topic}-${offset.partition} is assigned to another member of the group now, or was meanwhile.`,
    )
  }
}

/** Kafka has the offsets. If a new owner looked for them before, its client gets the same records, and ours must know. */
async function requireStillOwn(
  services: ConsumeServices,
  saved: Instance,
  offsets: readonly OffsetToCommit[],
  deadline: number,
): Promise<void> {
  const current = await services.store.load(saved.group, saved.name, deadline)
  if (current?.version === saved.version) return
  if (!current) throw new ConsumerNotFound()
  const group = await services.store.loadGroup(saved.group, deadline)
  if (group) refuseForeign(saved, group, offsets)
}
