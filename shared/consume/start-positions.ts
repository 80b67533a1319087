import { IllegalState } from '../http/errors.ts'
import { EARLIEST, LATEST } from '../kafka/admin/list-offsets.ts'
import { type InstanceConfig, type Position, partitionKey, type TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'

/**
 * Where to begin in partitions that are new to an instance: at the group's committed offset, else by `auto.offset.reset`.
 *
 * @throws IllegalState  nothing is committed and the rule is `none`
 */
export async function startPositions(
  services: ConsumeServices,
  group: string,
  config: InstanceConfig,
  partitions: readonly TopicPartition[],
  deadline: number,
): Promise<Map<string, Position>> {
  const positions = new Map<string, Position>()
  if (partitions.length === 0) return positions
  const committed = await services.offsets.fetch(group, partitions, deadline)
  await Promise.all(
    partitions.map(async (partition) => {
      const offset = committed.get(partitionKey(partition))?.offset
      const next = offset ?? (await resetOffset(services, config, partition, deadline))
      positions.set(partitionKey(partition), {
        next,
        previous: next,
        ...(offset !== undefined && { committed: offset }),
      })
    }),
  )
  return positions
}

/** The offset that `auto.offset.reset` says to begin at. @throws IllegalState for `none` */
export function resetOffset(
  services: ConsumeServices,
  { autoOffsetReset }: InstanceConfig,
  partition: TopicPartition,
  deadline: number,
): Promise<bigint> {
  if (autoOffsetReset === 'none') {
    const where = `partition ${partition.partition} of topic '${partition.topic}'`
    throw new IllegalState(`no offset to begin at in ${where}, and auto.offset.reset is none; seek to one.`)
  }
  return services.topics.offset(partition, autoOffsetReset === 'earliest' ? EARLIEST : LATEST, deadline)
}
