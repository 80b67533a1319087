import { createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { ApiVersions } from '../client.ts'

/** A batch and where it goes. */
export interface PartitionBatch {
  readonly topic: string
  readonly partition: number
  readonly bytes: Buffer
}

/** What the leader says about one batch. */
export interface PartitionAnswer {
  readonly topic: string
  readonly partition: number
  /** 0 when stored. */
  readonly errorCode: number
  /** Offset of the batch's first record. */
  readonly baseOffset: bigint
  /** Epoch milliseconds when the topic stamps records itself (`LogAppendTime`), else −1. */
  readonly logAppendTime: number
  /** Records the leader names as the reason for refusing the batch, by index (KIP-467). */
  readonly recordErrors: readonly { readonly index: number; readonly message: string | null }[]
  readonly message: string | null
}

export interface ProduceAnswer {
  readonly partitions: readonly PartitionAnswer[]
  /** How long the broker wants to be left alone, as a quota is used up (KIP-219). */
  readonly throttleMs: number
}

type Arguments = [acks: number, timeoutMs: number, batches: readonly PartitionBatch[]]

const PRODUCE = 0

/**
 * The Produce API, versions 9 to 11 (Kafka 2.8 and newer), which share one request and one answer shape.
 *
 * Our own encoding, as the library's would build each record from a chain of small buffers.
 */
export const PRODUCE_VERSIONS: ApiVersions<Arguments, ProduceAnswer> = [11, 10, 9].map((version) =>
  createAPI<Arguments, ProduceAnswer>(PRODUCE, version, createRequest, parseAnswer),
)

function createRequest(acks: number, timeoutMs: number, batches: readonly PartitionBatch[]): Writer {
  return Writer.create()
    .appendString(null)
    .appendInt16(acks)
    .appendInt32(timeoutMs)
    .appendArray([...Map.groupBy(batches, (batch) => batch.topic)], (topics, [topic, partitions]) => {
      topics.appendString(topic).appendArray(partitions, (writer, { partition, bytes }) => {
        writer.appendInt32(partition).appendBytes(bytes)
      })
    })
    .appendTaggedFields()
}

function parseAnswer(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): ProduceAnswer {
  const topics = reader.readArray((topicReader) => {
    const topic = topicReader.readString()
    return topicReader.readArray((partitionReader) => ({
      topic,
      partition: partitionReader.readInt32(),
      errorCode: partitionReader.readInt16(),
      baseOffset: partitionReader.readInt64(),
      logAppendTime: Number(partitionReader.readInt64()),
      logStartOffset: partitionReader.readInt64(),
      recordErrors: partitionReader.readArray((errorReader) => ({
        index: errorReader.readInt32(),
        message: errorReader.readNullableString(),
      })),
      message: partitionReader.readNullableString(),
    }))
  })
  return { partitions: topics.flat(), throttleMs: reader.readInt32() }
}
