import { PartitionNotFound } from '../../http/errors/kafka.ts'
import { BadRequest, Unprocessable } from '../../http/errors/request.ts'
import type { RestError } from '../../http/errors/rest-error.ts'
import { ARRAY, INT32, optional } from '../../http/json.ts'
import type { JsonReader } from '../../http/json-reader.ts'
import type { RecordHeader } from '../../produce/producer.ts'
import { parseRecordHeader } from '../../produce/record-header.ts'
import { type Faults, type RecordPart, readPart } from './part.ts'
import { parseTimestamp } from './timestamp.ts'

/** A record of version 3 as the client gave it (contract C.9). */
export interface ReadRecord {
  readonly key?: RecordPart | undefined
  readonly value?: RecordPart | undefined
  readonly partition?: number | undefined
  readonly headers?: readonly RecordHeader[] | undefined
  /** Epoch milliseconds. */
  readonly timestamp?: number | undefined
  /** Why it is none: a member that is unknown, of the wrong type, or against the rules. */
  readonly fault?: RestError | undefined
  /** Why it cannot be stored, though it is one. */
  readonly refusal?: RestError | undefined
}

type Draft = { -readonly [K in keyof ReadRecord]: ReadRecord[K] }

/**
 * Reads the record that the reader is at, to its end, whatever is wrong with it.
 *
 * @param other  takes members that no record has; returns false for what it does not know either. It must pass the value
 * @throws NotJson
 */
export function readRecord(reader: JsonReader, other?: (name: string) => boolean): ReadRecord {
  if (reader.peek() !== OPEN_BRACE) {
    reader.skipValue()
    return { fault: new BadRequest('Bad Request: a record must be a JSON object.') }
  }
  const faults: Faults = {}
  const record: Draft = {}
  reader.enterObject()
  while (reader.nextMember()) {
    const name = reader.isName(VALUE) ? 'value' : reader.isName(KEY) ? 'key' : reader.name()
    if (name === 'value' || name === 'key') record[name] = readPart(reader, name, faults)
    else if (!other?.(name)) readOther(reader, name, record, faults)
  }
  if (faults.first) record.fault = faults.first
  return record
}

function readOther(reader: JsonReader, name: string, record: Draft, faults: Faults): void {
  const value = { [name]: reader.value() }
  try {
    switch (name) {
      case 'partition_id':
        record.partition = optional(value, name, INT32)
        if ((record.partition ?? 0) < 0)
          record.refusal = new PartitionNotFound(`Partition ${record.partition} not found: partitions begin at 0.`)
        break
      case 'timestamp':
        readTimestamp(value.timestamp, record)
        break
      case 'headers':
        record.headers = grouped(optional(value, name, ARRAY)?.map((header) => parseRecordHeader(header, nameless)))
        break
      default:
        throw new Unprocessable(`Unrecognized field: ${name}`)
    }
  } catch (error) {
    faults.first ??= error as RestError
  }
}

function readTimestamp(value: unknown, record: Draft): void {
  if (value === null) return
  const timestamp = parseTimestamp(value)
  if (timestamp === undefined)
    throw new BadRequest('Bad Request: \'timestamp\' must be like "2026-02-01T10:00:00Z", or seconds since 1970.')
  record.timestamp = timestamp
  if (timestamp < 0) record.refusal = new BadRequest("Bad Request: 'timestamp' must not be before 1970.")
}

function nameless(): BadRequest {
  return new BadRequest("Bad Request: a header needs a 'name'.")
}

/** Those with the same name together, by the names' first appearance (contract C.9). */
function grouped(headers: RecordHeader[] | undefined): readonly RecordHeader[] | undefined {
  if (!headers || headers.length < 3) return headers
  return [...Map.groupBy(headers, ({ name }) => name).values()].flat()
}

const KEY = Buffer.from('key')
const VALUE = Buffer.from('value')
const OPEN_BRACE = 123
