import { IllegalState } from '../http/errors/consumer.ts'
import { EARLIEST, LATEST } from '../kafka/admin/list-offsets.ts'
import { changeInstance, type InstanceRef } from './change.ts'
import { type Instance, type Position, partitionKey, type TopicPartition } from './instance.ts'
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
  // Each partition is looked up once, however often it is named.
  const distinct = [...new Map(targets.map((target) => [partitionKey(target), target])).values()]
  await changeInstance(
    services,
    ref,
    async ({ lastKeyedRead: _, ...instance }) => {
      for (const target of distinct) {
        if (instance.positions.has(partitionKey(target))) continue
        throw new IllegalState(`No current assignment for partition ${target.topic}-${target.partition}`)
      }
      const offsets = await offsetsOf(services, instance, distinct, deadline)
      const positions = new Map<string, Position>(instance.positions)
      for (const [key, next] of offsets) {
        const committed = instance.positions.get(key)?.committed
        positions.set(key, { next, previous: next, ...(committed !== undefined && { committed }) })
      }
      return { ...instance, positions }
    },
    deadline,
  )
}

async function offsetsOf(
  services: ConsumeServices,
  { config }: Pick<Instance, 'config'>,
  targets: readonly SeekTarget[],
  deadline: number,
): Promise<Map<string, bigint>> {
  const named = targets.flatMap((target) =>
    'offset' in target ? [[partitionKey(target), target.offset] as const] : [],
  )
  const wanted = targets.filter((target) => !('offset' in target))
  const queries = wanted.map((target) => ({ ...placeOf(target), which: whichOf(target) }))
  const found = await services.topics.offsets(queries, config.readCommitted, deadline)
  const late = wanted.filter((target) => (found.get(partitionKey(target)) as bigint) < 0n)
  const toEnd = late.map((target) => ({ ...placeOf(target), which: LATEST }))
  const ends = await services.topics.offsets(toEnd, config.readCommitted, deadline)
  return new Map([...named, ...found, ...ends])
}

function placeOf({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition }
}

function whichOf(target: SeekTarget): bigint {
  if ('timestamp' in target) return BigInt(target.timestamp)
  return 'end' in target && target.end === 'beginning' ? EARLIEST : LATEST
}
