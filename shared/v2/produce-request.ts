import type { Part, SchemaReference } from '../formats/format.ts'
import { TooManyRecords } from '../http/errors/limits.ts'
import { BadRequest, Unprocessable } from '../http/errors/request.ts'
import { ARRAY, INT32, type JsonObject, optional, STRING } from '../http/json.ts'
import type { JsonReader } from '../http/json-reader.ts'
import { walkBody } from '../http/walk-body.ts'
import { parseRecordHeader } from '../produce/record-header.ts'
import { type RecordExtras, RequestBatch } from '../produce/request-batch.ts'
import type { RecordScanner } from '../produce/scan/record-scanner.ts'
import { optionalFormat } from './optional-format.ts'

const FIELDS = new Set(['key_schema', 'key_schema_id', 'value_schema', 'value_schema_id', 'key_format', 'value_format'])
/** A smaller body is read one record by one before a scanner has it in its memory. */
const LARGE_BYTES = 2048
const RECORDS = Buffer.from('records')
const KEY = Buffer.from('key')
const VALUE = Buffer.from('value')
const VALUE_FIRST = Buffer.from('{"value":')
const OPEN_BRACKET = 91
const OPEN_BRACE = 123

/**
 * Reads the body of a v1 or v2 produce request (contract B.3), once, without making values of its records.
 *
 * `headers` (`[{"name", "value": base64 or null}]`) and `timestamp` (epoch milliseconds) of a record are extensions, and so
 * are `key_format` and `value_format`.
 *
 * @param scanner  for large bodies: who reads one as if there were none gets the same, later
 * @throws BadRequest      malformed JSON, a member of the wrong type
 * @throws Unprocessable   no records, an unknown member or format, a negative partition
 * @throws TooManyRecords  more than `maxRecords`
 */
export function parseProduceRequest(body: Buffer, maxRecords: number, scanner?: RecordScanner): RequestBatch {
  let batch = new RequestBatch(body)
  const members: Record<string, unknown> = {}
  walkBody(body, empty, (reader) => {
    while (reader.nextMember()) {
      const name = reader.isName(RECORDS) ? 'records' : reader.name()
      if (name === 'records') {
        batch = new RequestBatch(body)
        readRecords(reader, batch, maxRecords, body.length >= LARGE_BYTES ? scanner : undefined)
      } else if (FIELDS.has(name)) members[name] = reader.value()
      else throw new Unprocessable(`Unrecognized field: ${name}`)
    }
  })
  if (batch.length === 0) throw new Unprocessable('records must not be empty')
  batch.keySchema = schemaReference(members, 'key_schema')
  batch.valueSchema = schemaReference(members, 'value_schema')
  batch.keyFormat = optionalFormat(members, 'key_format')
  batch.valueFormat = optionalFormat(members, 'value_format')
  return batch
}

function empty(): Unprocessable {
  return new Unprocessable('The request body is empty; it must hold records.')
}

function readRecords(
  reader: JsonReader,
  batch: RequestBatch,
  maxRecords: number,
  scanner: RecordScanner | undefined,
): void {
  if (reader.peek() !== OPEN_BRACKET) {
    optional({ records: reader.value() }, 'records', ARRAY)
    return
  }
  scanner?.begin()
  reader.enterArray()
  while (reader.nextElement()) {
    // How many there are is worth saying; what is in them is not looked at any more.
    if (batch.length >= maxRecords) throw new TooManyRecords(countRest(reader, batch.length), maxRecords)
    const found = scanner?.scan(batch.body, reader.at, maxRecords - batch.length)
    if (found && found.count > 0) {
      batch.append(found)
      reader.passTo(found.end)
      continue
    }
    batch.add()
    readRecord(reader, batch)
  }
}

function countRest(reader: JsonReader, before: number): number {
  let count = before
  do {
    reader.skipValue()
    count++
  } while (reader.nextElement())
  return count
}

function readRecord(reader: JsonReader, batch: RequestBatch): void {
  const index = batch.length - 1
  // As nearly every client spells it.
  if (reader.enterAt(VALUE_FIRST)) placeValue(reader, batch, 'value')
  else enterRecord(reader, index)
  while (reader.nextMember()) {
    const name = reader.isName(VALUE) ? 'value' : reader.isName(KEY) ? 'key' : reader.name()
    if (name === 'value' || name === 'key') placeValue(reader, batch, name)
    else batch.extend(parseExtra(name, reader.value(), index))
  }
}

function enterRecord(reader: JsonReader, index: number): void {
  if (reader.peek() !== OPEN_BRACE) throw new BadRequest(`Bad Request: record ${index} must be a JSON object.`)
  reader.enterObject()
}

function placeValue(reader: JsonReader, batch: RequestBatch, part: Part): void {
  const first = reader.peek()
  reader.skipValue()
  batch.place(part, reader, first)
}

function parseExtra(name: string, value: unknown, record: number): RecordExtras {
  switch (name) {
    case 'partition': {
      const partition = optional({ partition: value }, 'partition', INT32)
      if (partition !== undefined && partition < 0) {
        throw new Unprocessable(`The partition of record ${record} is ${partition}; partitions begin at 0.`)
      }
      return partition === undefined ? {} : { partition }
    }
    case 'timestamp':
      return value === null ? {} : { timestamp: parseTimestamp(value, record) }
    case 'headers': {
      const headers = optional({ headers: value }, 'headers', ARRAY)?.map((header) =>
        parseRecordHeader(header, nameless),
      )
      return headers ? { headers } : {}
    }
    default:
      throw new Unprocessable(`Unrecognized field: ${name}`)
  }
}

function parseTimestamp(timestamp: unknown, record: number): number {
  if (!Number.isSafeInteger(timestamp) || (timestamp as number) < 0) {
    throw new BadRequest(`Bad Request: the timestamp of record ${record} must be milliseconds since 1970, 0 or more.`)
  }
  return timestamp as number
}

function nameless(): Unprocessable {
  return new Unprocessable('A header must have a name.')
}

function schemaReference(request: JsonObject, name: 'key_schema' | 'value_schema'): SchemaReference {
  const text = optional(request, name, STRING)
  const id = optional(request, `${name}_id`, INT32)
  return { ...(text !== undefined && { text }), ...(id !== undefined && { id }) }
}
