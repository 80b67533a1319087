import type { TopicPartition } from '../instance.ts'
import { createReader, createWriter } from './varint.ts'

/** Some numbers about a partition. */
export interface PartitionRow extends TopicPartition {
  readonly numbers: readonly bigint[]
}

/** Tells this encoding from one to come. */
const encoding = 1

/**
 * Packs numbers about partitions, the same count for each: a topic's name stands once before its partitions, as far as they
 * follow each other, and a number takes as many bytes as it needs.
 *
 * As text three offsets of 19 digits are 60 bytes, and 10,000 partitions would not fit in an item; here they are 30 at most
 * and mostly 8, so that an instance is one write unit (1 KB) up to about 60 partitions and not 20.
 *
 *     encoding, numbers per partition, then per topic: length of name, name, partitions, then per partition: partition, numbers
 */
export function packRows(width: number, rows: readonly PartitionRow[]): Uint8Array {
  const writer = createWriter()
  writer.unsigned(encoding)
  writer.unsigned(width)
  for (let from = 0; from < rows.length; ) {
    const to = endOfRun(rows, from)
    const topic = Buffer.from(rows[from]?.topic ?? '')
    writer.unsigned(topic.length)
    writer.bytes(topic)
    writer.unsigned(to - from)
    for (const { partition, numbers } of rows.slice(from, to)) {
      writer.unsigned(partition)
      for (const value of numbers) writer.signed(value)
    }
    from = to
  }
  return writer.finish()
}

/** @throws RangeError  the bytes are none of {@link packRows} */
export function unpackRows(bytes: Uint8Array): PartitionRow[] {
  const reader = createReader(bytes)
  if (reader.unsigned() !== encoding) throw new RangeError('A later version of the proxy wrote these numbers.')
  const width = reader.unsigned()
  const rows: PartitionRow[] = []
  while (!reader.atEnd) {
    const topic = Buffer.from(reader.bytes(reader.unsigned())).toString()
    for (let left = reader.unsigned(); left > 0; left--) {
      const partition = reader.unsigned()
      const numbers: bigint[] = []
      while (numbers.length < width) numbers.push(reader.signed())
      rows.push({ topic, partition, numbers })
    }
  }
  return rows
}

function endOfRun(rows: readonly PartitionRow[], from: number): number {
  let to = from + 1
  while (to < rows.length && rows[to]?.topic === rows[from]?.topic) to++
  return to
}
