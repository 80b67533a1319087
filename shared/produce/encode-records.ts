import type { Format, Part, PartEncoder, SchemaReference } from '../formats/format.ts'
import { BadRequest } from '../http/errors.ts'
import type { OutgoingRecord, RecordHeader } from './producer.ts'

/** A record as a request holds it, before its format is applied. */
export interface RequestRecord {
  /** Parsed; `null` when absent. */
  readonly key: unknown
  readonly value: unknown
  readonly partition?: number
  readonly headers?: readonly RecordHeader[]
  /** Epoch milliseconds. */
  readonly timestamp?: number
}

/** Records with what is needed to encode them. */
export interface RequestBatch {
  readonly records: readonly RequestRecord[]
  readonly keySchema: SchemaReference
  readonly valueSchema: SchemaReference
  /** A record's key or value as the client spelled it. */
  textOf(part: Part, record: number): string
}

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
  const { records } = batch
  const hasKeys = records.some(({ key }) => key !== null)
  const hasValues = records.some(({ value }) => value !== null)
  const keys = await keyFormat.encoder('key', topic, batch.keySchema, hasKeys, deadline)
  const values = await valueFormat.encoder('value', topic, batch.valueSchema, hasValues, deadline)

  // One closure for all records rather than one each: it reads the position that the loop is at.
  let at = 0
  const keyText = () => batch.textOf('key', at)
  const valueText = () => batch.textOf('value', at)
  const encoded = new Array<OutgoingRecord>(records.length)
  for (; at < records.length; at++) {
    const record = records[at] as RequestRecord
    const target = record.partition ?? partition
    encoded[at] = {
      key: encodePart(keys, record.key, keyText, at),
      value: encodePart(values, record.value, valueText, at),
      ...(target !== undefined && { partition: target }),
      ...(record.headers && { headers: record.headers }),
      ...(record.timestamp !== undefined && { timestamp: record.timestamp }),
    }
  }
  return { records: encoded, keySchemaId: keys.schemaId, valueSchemaId: values.schemaId }
}

function encodePart(encoder: PartEncoder, datum: unknown, text: () => string, record: number): Buffer | null {
  try {
    return encoder.encode(datum, text)
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest(`${error.message} (record ${record})`, { cause: error })
    throw error
  }
}
