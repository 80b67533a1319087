import type { Format, Part, PartEncoder } from '../formats/format.ts'
import { BadRequest } from '../http/errors/request.ts'
import type { OutgoingRecord } from './producer.ts'
import type { RequestBatch } from './request-batch.ts'

export interface EncodedBatch {
  readonly records: readonly OutgoingRecord[]
  readonly keySchemaId: number | null
  readonly valueSchemaId: number | null
}

/**
 * Encodes all records or none: a datum that does not fit fails the request before anything is sent (contract B.3).
 *
 * @param partition  where records go that name no partition themselves
 * @param deadline   epoch milliseconds
 * @throws BadRequest  naming the record; and what {@link Format.encoder} throws
 */
export async function encodeRecords(
  topic: string,
  batch: RequestBatch,
  keyFormat: Format,
  valueFormat: Format,
  partition: number | undefined,
  deadline: number,
): Promise<EncodedBatch> {
  const keys = await keyFormat.encoder('key', topic, batch.keySchema, batch.has('key'), deadline)
  const values = await valueFormat.encoder('value', topic, batch.valueSchema, batch.has('value'), deadline)
  const records = new Array<OutgoingRecord>(batch.length)
  for (let i = 0; i < records.length; i++) {
    const key = encodePart(keys, batch, 'key', i)
    const value = encodePart(values, batch, 'value', i)
    const extras = batch.extras(i)
    if (extras) records[i] = { key, value, ...(partition !== undefined && { partition }), ...extras }
    else records[i] = partition === undefined ? { key, value } : { key, value, partition }
  }
  return { records, keySchemaId: keys.schemaId, valueSchemaId: values.schemaId }
}

function encodePart(encoder: PartEncoder, batch: RequestBatch, part: Part, record: number): Buffer | null {
  try {
    return encoder.encode(batch.part(part, record))
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest(`${error.message} (record ${record})`, { cause: error })
    throw error
  }
}
