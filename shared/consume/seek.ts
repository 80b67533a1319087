import { IllegalState } from '../http/errors.ts'
import { EARLIEST, LATEST } from '../kafka/admin/list-offsets.ts'
import { changeInstance, type InstanceRef } from './change.ts'
import { type Position, partitionKey, type TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'

/** Where to go in a partition: to an offset, an end of the log, or the first record at or after a time (epoch ms). */
export type SeekTarget = TopicPartition &
  ({ readonly offset: bigint } | { readonly end: 'beginning' | 'end' } | { readonly timestamp: number })

/**
 * Moves an instance's positions (contract B.8). Of two targets for one partition the later one counts.
 *
 * A time after the last record goes to the end of the log.
 *
 * @throws IllegalState  a partition is not assigned to the instance; nothing is moved then
 */
export async function seek(
  services: ConsumeServices,
  ref: InstanceRef,
  targets: readonly SeekTarget[],
  deadline: number,
): Promise<void> {
  await changeInstance(
    services,
    ref,
    async ({ lastKeyedRead: _, ...instance }) => {
      for (const target of targets) {
        if (instance.positions.has(partitionKey(target))) continue
        throw new IllegalState(`No current assignment for partition ${target.topic}-${target.partition}`)
      }
      const positions = new Map<string, Position>(instance.positions)
      const found = await Promise.all(targets.map((target) => offsetOf(services, target, deadline)))
      targets.forEach((target, index) => {
        const next = found[index] as bigint
        const committed = instance.positions.get(partitionKey(target))?.committed
        positions.set(partitionKey(target), { next, previous: next, ...(committed !== undefined && { committed }) })
      })
      return { ...instance, positions }
    },
    deadline,
  )
}

async function offsetOf(services: ConsumeServices, target: SeekTarget, deadline: number): Promise<bigint> {
  if ('offset' in target) return target.offset
  if ('end' in target) return services.topics.offset(target, target.end === 'beginning' ? EARLIEST : LATEST, deadline)
  const found = await services.topics.offset(target, BigInt(target.timestamp), deadline)
  return found >= 0n ? found : services.topics.offset(target, LATEST, deadline)
}
