import { changeInstance, type InstanceRef } from './change.ts'
import { requirePartitions } from './existing-partitions.ts'
import { partitionKey, type TopicPartition } from './instance.ts'
import type { ConsumeServices } from './services.ts'
import { startPositions } from './start-positions.ts'
import { unsubscribe } from './subscribe.ts'
import { excludeOthers } from './subscription.ts'

/**
 * Assigns partitions by hand in place of those assigned before. Those that stay keep their positions, the others begin at the
 * group's committed offsets or by the reset rule. No partitions at all is to unsubscribe, as for Kafka's own consumer
 * (contract B.7).
 *
 * @throws IllegalState  the instance has a subscription
 * @throws KafkaError    a partition does not exist
 */
export async function assignByHand(
  services: ConsumeServices,
  ref: InstanceRef,
  wanted: readonly TopicPartition[],
  deadline: number,
): Promise<void> {
  const partitions = [...new Map(wanted.map((each) => [partitionKey(each), each])).values()]
  if (partitions.length === 0) return unsubscribe(services, ref, deadline)
  await changeInstance(
    services,
    ref,
    async (instance) => {
      excludeOthers(instance, 'assigned')
      const fresh = partitions.filter((each) => !instance.positions.has(partitionKey(each)))
      await requirePartitions(services, fresh, deadline)
      const started = await startPositions(services, ref.group, instance.config, fresh, deadline)
      const all = new Map([...instance.positions, ...started])
      const positions = new Map(
        partitions.flatMap((each) => {
          const position = all.get(partitionKey(each))
          return position ? [[partitionKey(each), position] as const] : []
        }),
      )
      return { ...instance, subscription: { kind: 'assigned', partitions }, positions }
    },
    deadline,
  )
}
