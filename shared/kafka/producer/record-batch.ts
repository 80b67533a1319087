import { compressionsAlgorithms, crc32c } from '@platformatic/kafka'
import { type BufferPool, unpooled } from '../../buffer-pool.ts'
import type { OutgoingRecord } from '../../produce/producer.ts'
import { varintSize, writeVarint } from './varint.ts'

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** What a batch carries so that the broker can tell a repeat from a new batch (KIP-98). */
export interface Sequence {
  /** −1 without idempotence. */
  readonly producerId: bigint
  readonly epoch: number
  /** Number of the first record among all this producer has sent to the partition. */
  readonly first: number
}

/** Bytes of a batch before its records. */
export const BATCH_OVERHEAD = 61

/**
 * Encodes records as one record batch, message format 2 (KIP-98; Kafka documentation, "Record Batch").
 *
 *     baseOffset int64 │ length int32 │ leaderEpoch int32 │ magic int8 │ crc uint32 │ attributes int16 │ lastOffsetDelta int32
 *     baseTimestamp int64 │ maxTimestamp int64 │ producerId int64 │ producerEpoch int16 │ baseSequence int32 │ count int32 │ records
 *
 * @param now     epoch milliseconds, for records without a timestamp
 * @param memory  where the batch is put unless it is compressed; whoever has done with it may give it back
 */
export function encodeRecordBatch(
  records: readonly OutgoingRecord[],
  sequence: Sequence,
  compression: Compression,
  now: number,
  memory: BufferPool = unpooled,
): Buffer {
  const base = records[0]?.timestamp ?? now
  let max = base
  let size = 0
  const sizes = new Array<number>(records.length)
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as OutgoingRecord
    const timestamp = record.timestamp ?? now
    if (timestamp > max) max = timestamp
    const body = bodySize(record, timestamp - base, i)
    sizes[i] = body
    size += varintSize(body) + body
  }

  const taken = memory.take(BATCH_OVERHEAD + size)
  let batch = taken.subarray(0, BATCH_OVERHEAD + size)
  let position = BATCH_OVERHEAD
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as OutgoingRecord
    position = writeVarint(batch, position, sizes[i] as number)
    position = writeRecord(batch, position, record, (record.timestamp ?? now) - base, i)
  }

  let attributes = 0
  if (compression !== 'none') {
    const algorithm = compressionsAlgorithms[compression]
    attributes = algorithm.bitmask
    const compressed = algorithm.compressSync(batch.subarray(BATCH_OVERHEAD))
    batch = Buffer.concat([batch.subarray(0, BATCH_OVERHEAD), compressed])
    memory.give(taken)
  }

  batch.writeBigInt64BE(0n, 0)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(attributes, 21)
  batch.writeInt32BE(records.length - 1, 23)
  batch.writeBigInt64BE(BigInt(base), 27)
  batch.writeBigInt64BE(BigInt(max), 35)
  batch.writeBigInt64BE(sequence.producerId, 43)
  batch.writeInt16BE(sequence.epoch, 51)
  batch.writeInt32BE(sequence.first, 53)
  batch.writeInt32BE(records.length, 57)
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}

/** Upper bound of a record's bytes inside a batch, wherever it stands in it and whatever its timestamp. */
export function recordSize(record: OutgoingRecord): number {
  return LARGEST_LENGTH + LARGEST_DELTAS + bodySize(record, 0, 0)
}

const LARGEST_LENGTH = 5
/** What the largest deltas take more than none. */
const LARGEST_DELTAS = varintSize(Number.MAX_SAFE_INTEGER) - 1 + varintSize(0x7fffffff) - 1

function bodySize(record: OutgoingRecord, timestampDelta: number, offsetDelta: number): number {
  let size = 1 + varintSize(timestampDelta) + varintSize(offsetDelta)
  size += bytesSize(record.key) + bytesSize(record.value)
  const headers = record.headers
  size += varintSize(headers?.length ?? 0)
  if (headers) {
    for (const { name, value } of headers) {
      const nameBytes = Buffer.byteLength(name)
      size += varintSize(nameBytes) + nameBytes + bytesSize(value)
    }
  }
  return size
}

function bytesSize(bytes: Buffer | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}

function writeRecord(
  target: Buffer,
  start: number,
  record: OutgoingRecord,
  timestampDelta: number,
  offsetDelta: number,
): number {
  let position = start
  target[position++] = 0
  position = writeVarint(target, position, timestampDelta)
  position = writeVarint(target, position, offsetDelta)
  position = writeBytes(target, position, record.key)
  position = writeBytes(target, position, record.value)
  const headers = record.headers
  position = writeVarint(target, position, headers?.length ?? 0)
  if (headers) {
    for (const { name, value } of headers) {
      position = writeBytes(target, position, Buffer.from(name))
      position = writeBytes(target, position, value)
    }
  }
  return position
}

function writeBytes(target: Buffer, start: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(target, start, -1)
  const position = writeVarint(target, start, bytes.length)
  target.set(bytes, position)
  return position + bytes.length
}
