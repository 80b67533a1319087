import { IllegalState } from '../http/errors.ts'
import { changeInstance, type InstanceRef } from './change.ts'
import { type Instance, parsePartitionKey, partitionKey, type TopicPartition } from './instance.ts'
import type { CommittedOffset, ConsumeServices } from './services.ts'
import { isSubscribed } from './subscribe.ts'

/** An offset to commit: of the next record to be read, as Kafka counts. */
export type OffsetToCommit = TopicPartition & { readonly offset: bigint; readonly metadata?: string }

/**
 * Commits offsets to Kafka's group, named ones or, without any, the instance's positions (contract B.9).
 *
 * The instance is saved first: one that was deleted, has expired or lost partitions finds out before Kafka hears of it.
 *
 * @throws IllegalState    a partition that another member of the group has; native consumers in the group
 * @throws ConsumerNotFound, StoreUnavailable, KafkaError, KafkaUnreachable
 */
export async function commit(
  services: ConsumeServices,
  ref: InstanceRef,
  named: readonly OffsetToCommit[] | undefined,
  deadline: number,
): Promise<readonly OffsetToCommit[]> {
  let offsets: readonly OffsetToCommit[] = []
  await changeInstance(
    services,
    ref,
    async (instance) => {
      offsets = named ?? [...instance.positions].map(([key, { next }]) => ({ ...parsePartitionKey(key), offset: next }))
      await refuseForeign(services, instance, offsets, deadline)
      return withCommitted(instance, offsets)
    },
    deadline,
  )
  if (offsets.length > 0) await services.offsets.commit(ref.group, offsets, deadline)
  return offsets
}

/** What the group has committed in these partitions; every such question is a sign of life. */
export async function committed(
  services: ConsumeServices,
  ref: InstanceRef,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<readonly (TopicPartition & CommittedOffset)[]> {
  await changeInstance(services, ref, (instance) => instance, deadline)
  const found = await services.offsets.fetch(ref.group, partitions, deadline)
  return partitions.flatMap((partition) => {
    const offset = found.get(partitionKey(partition))
    return offset ? [{ topic: partition.topic, partition: partition.partition, ...offset }] : []
  })
}

function withCommitted(instance: Instance, offsets: readonly OffsetToCommit[]): Instance {
  const positions = new Map(instance.positions)
  for (const offset of offsets) {
    const position = positions.get(partitionKey(offset))
    if (position) positions.set(partitionKey(offset), { ...position, committed: offset.offset })
  }
  return { ...instance, positions }
}

/** A member that lost a partition must not commit in it any more: its new owner may be further. */
async function refuseForeign(
  services: ConsumeServices,
  instance: Instance,
  offsets: readonly OffsetToCommit[],
  deadline: number,
): Promise<void> {
  const strange = offsets.filter((offset) => !instance.positions.has(partitionKey(offset)))
  if (!isSubscribed(instance) || (strange.length === 0 && services.recent.get(instance.group, instance.name))) return
  const group = await services.store.loadGroup(instance.group, deadline)
  for (const offset of offsets) {
    const key = partitionKey(offset)
    const owner = [...(group?.assignment ?? [])].find(([, keys]) => keys.includes(key))?.[0]
    if (owner === undefined || owner === instance.name) continue
    throw new IllegalState(
      `partition ${offset.topic}-${offset.partition} is assigned to another member of the group now.`,
    )
  }
}
