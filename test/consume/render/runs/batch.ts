import { encodeRecordBatch } from '../../../../shared/kafka/producer/record-batch.ts'

/** Records' values, or keys and values, as one batch that begins at an offset. */
export function batchOf(
  records: readonly (Buffer | { readonly key: Buffer | null; readonly value: Buffer | null })[],
  firstOffset = 0n,
): Buffer {
  const outgoing = records.map((record) => (Buffer.isBuffer(record) ? { key: null, value: record } : record))
  const batch = encodeRecordBatch(outgoing, { producerId: -1n, epoch: -1, first: -1 }, 'none', Date.now())
  batch.writeBigInt64BE(firstOffset)
  return batch
}
