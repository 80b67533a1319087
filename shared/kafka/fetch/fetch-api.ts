import { createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { BufferPool } from '../../buffer-pool.ts'
import type { ApiVersions } from '../client.ts'

/** What is wanted of one leader in one Fetch (KIP-227 without a session: every request is complete in itself). */
export interface FetchRequest {
  /** How long the leader may wait for `minBytes` to be there. */
  readonly maxWaitMs: number
  readonly minBytes: number
  /** Of the whole answer; the first batch of the first partition that has one always comes whole. */
  readonly maxBytes: number
  readonly readCommitted: boolean
  readonly partitions: readonly FetchPosition[]
}

export interface FetchPosition {
  readonly topic: string
  readonly partition: number
  /** Offset of the first record wanted. */
  readonly offset: bigint
  readonly maxBytes: number
}

/** A partition's part of a Fetch answer. */
export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  /** One past the last record that readers may see. */
  readonly highWatermark: bigint
  /** One past the last record that is decided, for read_committed. */
  readonly lastStableOffset: bigint
  readonly logStartOffset: bigint
  /** Transactions that were given up, for read_committed: their records must be passed over (KIP-98). */
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[]
  /** Record batches as they lie in the log; the last may be cut off. */
  readonly records: Buffer
  /** To be called when nobody looks at `records` any more: their memory is used again. Who forgets leaves it to the collector. */
  readonly release?: () => void
}

const FETCH = 1

/**
 * The Fetch API, version 12 (Kafka 2.7 and newer): the last that names topics rather than their ids.
 *
 * @param memory  that answers are in, and that goes back there when all of an answer's records are released
 */
export function fetchVersions(memory: BufferPool): ApiVersions<[FetchRequest], FetchedPartition[]> {
  return [
    createAPI<[FetchRequest], FetchedPartition[]>(FETCH, 12, createRequest, (_correlationId, _key, _version, reader) =>
      parseAnswer(reader, memory),
    ),
  ]
}

function createRequest({ maxWaitMs, minBytes, maxBytes, readCommitted, partitions }: FetchRequest): Writer {
  return Writer.create()
    .appendInt32(-1)
    .appendInt32(maxWaitMs)
    .appendInt32(minBytes)
    .appendInt32(maxBytes)
    .appendInt8(readCommitted ? 1 : 0)
    .appendInt32(0)
    .appendInt32(-1)
    .appendArray([...Map.groupBy(partitions, ({ topic }) => topic)], (topics, [topic, positions]) => {
      topics.appendString(topic).appendArray(positions, (writer, position) => {
        writer
          .appendInt32(position.partition)
          .appendInt32(-1)
          .appendInt64(position.offset)
          .appendInt32(-1)
          .appendInt64(-1n)
          .appendInt32(position.maxBytes)
      })
    })
    .appendArray([], () => {})
    .appendString('')
    .appendTaggedFields()
}

function parseAnswer(reader: Reader, memory: BufferPool): FetchedPartition[] {
  const frame = reader.buffer.buffers[0] as Buffer
  let unreleased = 0
  function release(): void {
    if (--unreleased === 0) memory.give(frame)
  }

  reader.readInt32()
  const errorCode = reader.readInt16()
  reader.readInt32()
  const partitions = reader.readArray((topicReader) => {
    const topic = topicReader.readString()
    return topicReader.readArray((partitionReader) => parsePartition(topic, errorCode, partitionReader))
  })
  return partitions.flat().map((partition) => {
    if (partition.records.length === 0) return partition
    unreleased++
    return { ...partition, release }
  })
}

function parsePartition(topic: string, requestError: number, reader: Reader): FetchedPartition {
  const partition = reader.readInt32()
  const errorCode = reader.readInt16() || requestError
  const highWatermark = reader.readInt64()
  const lastStableOffset = reader.readInt64()
  const logStartOffset = reader.readInt64()
  const aborted = reader.readNullableArray((transaction) => ({
    producerId: transaction.readInt64(),
    firstOffset: transaction.readInt64(),
  }))
  reader.readInt32()
  return {
    topic,
    partition,
    errorCode,
    highWatermark,
    lastStableOffset,
    logStartOffset,
    aborted: aborted ?? [],
    records: readRecords(reader),
  }
}

/** Nullable compact bytes, where they lie in the frame: it is one piece. */
function readRecords(reader: Reader): Buffer {
  const length = reader.readUnsignedVarInt() - 1
  if (length <= 0) return EMPTY
  const records = reader.buffer.subarray(reader.position, reader.position + length).buffers[0] as Buffer
  reader.skip(length)
  return records
}

const EMPTY = Buffer.alloc(0)
