import type { OutgoingRecord, RecordFailure } from '../../produce/producer.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { Entry, ProduceCall } from './call.ts'
import { badTimestamp, noSuchPartition, tooLarge } from './failures.ts'
import type { Partitioner } from './partitioner.ts'
import { BATCH_OVERHEAD, recordSize } from './record-batch.ts'

/** The records of a call that can be sent, and where each goes. */
export interface Intake {
  readonly entries: readonly Entry[]
  /** By the entries' places. */
  readonly partitions: readonly number[]
  readonly bytes: number
}

/**
 * Finds each record's partition, and refuses at once what no broker has to be asked about.
 *
 * Records of one call that have neither key nor partition stay together until they fill a batch: they share requests, and
 * a large call still uses several partitions.
 *
 * @param maxBytes  `max.request.size`
 */
export function takeIn(
  call: ProduceCall,
  records: readonly OutgoingRecord[],
  topic: TopicMetadata,
  partitioner: Partitioner,
  maxBytes: number,
): Intake {
  const entries: Entry[] = []
  const partitions: number[] = []
  let bytes = 0
  let together = 0
  let roomTogether = 0
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as OutgoingRecord
    const size = recordSize(record)
    const fault = faultOf(record, size, topic, maxBytes)
    if (fault) {
      call.refuse(index, fault)
      continue
    }
    let partition = record.partition
    if (partition === undefined && record.key) partition = partitioner.forKey(topic, record.key)
    if (partition === undefined) {
      if (roomTogether < size) {
        roomTogether = maxBytes
        together = partitioner.forNone(topic, Math.min(maxBytes, size * (records.length - index)))
      }
      roomTogether -= size
      partition = together
    }
    entries.push({ record, bytes: size, call, index })
    partitions.push(partition)
    bytes += size
  }
  return { entries, partitions, bytes }
}

function faultOf(
  { partition = 0, timestamp = 0 }: OutgoingRecord,
  size: number,
  topic: TopicMetadata,
  maxBytes: number,
): RecordFailure | undefined {
  if (!topic.partitions[partition]) return noSuchPartition(topic.name, partition, topic.partitions.length)
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) return badTimestamp(timestamp)
  if (size + BATCH_OVERHEAD > maxBytes) return tooLarge(size + BATCH_OVERHEAD, maxBytes)
  return undefined
}
