import { EARLIEST, LATEST } from '../kafka/admin/list-offsets.ts'
import { beginning, fill } from './fill.ts'
import { type InstanceConfig, partitionKey, type TopicPartition } from './instance.ts'
import type { RecordsWriter } from './render/records-writer.ts'
import type { ConsumeServices } from './services.ts'

/** Where a read without a group begins. */
export type StartingPoint = { readonly offset: bigint | 'earliest' | 'latest' } | { readonly timestamp: number }

export interface PartitionRead {
  readonly from: StartingPoint
  /** Epoch milliseconds until which to wait for a record. */
  readonly waitUntil: number
  readonly maxBytes: number
  readonly maxRecords?: number
  readonly readCommitted: boolean
}

/**
 * Reads one partition from a place the client names: no instance, no group, nothing is remembered.
 *
 * @param deadline  epoch milliseconds
 * @returns the answer's body, and the offset to go on at
 * @throws IllegalState  the offset is out of the partition's range; UndecodableRecord, KafkaError, KafkaUnreachable
 */
export async function readPartition(
  services: ConsumeServices,
  partition: TopicPartition,
  { from, readCommitted, ...limits }: PartitionRead,
  writer: RecordsWriter,
  deadline: number,
): Promise<{ body: Buffer; next: bigint }> {
  const start = await startOf(services, partition, from, readCommitted, deadline)
  const config: InstanceConfig = {
    format: 'binary',
    autoOffsetReset: 'none',
    autoCommit: false,
    readCommitted,
    fetchMinBytes: 1,
    requestTimeoutMs: 0,
    instanceTimeoutMs: 0,
  }
  const positions = new Map([[partitionKey(partition), { next: start, previous: start }]])
  const { next } = await fill(services, { positions, config }, beginning({ positions }, []), writer, limits)
  return { body: writer.finish(), next: next.get(partitionKey(partition)) ?? start }
}

async function startOf(
  services: ConsumeServices,
  partition: TopicPartition,
  from: StartingPoint,
  readCommitted: boolean,
  deadline: number,
): Promise<bigint> {
  const find = async (which: bigint) => {
    const found = await services.topics.offsets([{ ...partition, which }], readCommitted, deadline)
    return found.get(partitionKey(partition)) as bigint
  }
  if ('timestamp' in from) {
    const found = await find(BigInt(from.timestamp))
    return found >= 0n ? found : find(LATEST)
  }
  if (typeof from.offset === 'bigint') return from.offset
  return find(from.offset === 'earliest' ? EARLIEST : LATEST)
}
