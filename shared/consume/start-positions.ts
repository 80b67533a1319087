import { EARLIEST, LATEST } from '../kafka/admin/list-offsets.ts'
import { type InstanceConfig, NO_OFFSET, type Position, partitionKey, type TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'

/**
 * Where to begin in partitions that are new to an instance: at the group's committed offset, else by `auto.offset.reset`.
 * Where that is `none`, at {@link NO_OFFSET}: reading has to wait for a seek, but a seek must be possible.
 */
export async function startPositions(
  services: ConsumeServices,
  group: string,
  config: InstanceConfig,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<Map<string, Position>> {
  if (partitions.length === 0) return new Map()
  const committed = await services.offsets.fetch(group, partitions, deadline)
  const without = partitions.filter((partition) => !committed.has(partitionKey(partition)))
  const reset = await resetOffsets(services, config, without, deadline)
  return new Map(
    partitions.map((partition) => {
      const key = partitionKey(partition)
      const offset = committed.get(key)?.offset
      const next = offset ?? reset.get(key) ?? NO_OFFSET
      return [key, { next, previous: next, ...(offset !== undefined && { committed: offset }) }]
    }),
  )
}

/** The offsets that `auto.offset.reset` says to begin at, by `topic:partition`; nothing for `none`. */
export async function resetOffsets(
  services: ConsumeServices,
  { autoOffsetReset, readCommitted }: InstanceConfig,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<ReadonlyMap<string, bigint>> {
  if (autoOffsetReset === 'none') return new Map()
  const which = autoOffsetReset === 'earliest' ? EARLIEST : LATEST
  const wanted = partitions.map(({ topic, partition }) => ({ topic, partition, which }))
  return services.topics.offsets(wanted, readCommitted, deadline)
}
