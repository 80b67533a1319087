import { decodeBase64 } from '../formats/base64.ts'
import type { SchemaReference } from '../formats/format.ts'
import { BadRequest, TooManyRecords, Unprocessable } from '../http/errors.ts'
import {
  ARRAY,
  INT32,
  isObject,
  type JsonObject,
  OBJECT,
  onlyFields,
  optional,
  parseJson,
  STRING,
} from '../http/json.ts'
import type { RequestBatch, RequestRecord } from '../produce/encode-records.ts'
import type { RecordHeader } from '../produce/producer.ts'
import { locateRecords } from './record-spans.ts'

const REQUEST_FIELDS = new Set(['key_schema', 'key_schema_id', 'value_schema', 'value_schema_id', 'records'])
const RECORD_FIELDS = new Set(['key', 'value', 'partition', 'headers', 'timestamp'])
const HEADER_FIELDS = new Set(['name', 'value'])

/**
 * Reads the body of a v1 or v2 produce request (contract B.3).
 *
 * `headers` (`[{"name", "value": base64 or null}]`) and `timestamp` (epoch milliseconds) of a record are extensions.
 *
 * @throws BadRequest      malformed JSON, a member of the wrong type
 * @throws Unprocessable   no records, an unknown member, a negative partition
 * @throws TooManyRecords  more than `maxRecords`
 */
export function parseProduceRequest(body: string, maxRecords: number): RequestBatch {
  const request = body.trim() === '' ? null : parseJson(body)
  if (request === null) throw new Unprocessable('The request body is empty; it must hold records.')
  if (!isObject(request)) throw new BadRequest('Bad Request: the body must be a JSON object.')
  onlyFields(request, REQUEST_FIELDS)
  const records = optional(request, 'records', ARRAY)
  if (!records || records.length === 0) throw new Unprocessable('records must not be empty')
  if (records.length > maxRecords) throw new TooManyRecords(records.length, maxRecords)
  let spans: Int32Array | undefined
  return {
    records: records.map(parseRecord),
    keySchema: schemaReference(request, 'key_schema'),
    valueSchema: schemaReference(request, 'value_schema'),
    textOf(part, record) {
      spans ??= locateRecords(body, records.length)
      const at = record * 4 + (part === 'key' ? 0 : 2)
      return body.slice(spans[at], spans[at + 1])
    },
  }
}

function parseRecord(record: unknown, index: number): RequestRecord {
  if (!isObject(record)) throw new BadRequest(`Bad Request: record ${index} must be a JSON object.`)
  onlyFields(record, RECORD_FIELDS)
  const { key = null, value = null } = record
  // The usual record has nothing else: no more objects for it than this one.
  if (record.partition === undefined && record.headers === undefined && record.timestamp === undefined) {
    return { key, value }
  }
  const partition = optional(record, 'partition', INT32)
  if (partition !== undefined && partition < 0) {
    throw new Unprocessable(`The partition of record ${index} is ${partition}; partitions begin at 0.`)
  }
  const timestamp = parseTimestamp(record, index)
  const headers = optional(record, 'headers', ARRAY)?.map(parseHeader)
  return {
    key,
    value,
    ...(partition !== undefined && { partition }),
    ...(timestamp !== undefined && { timestamp }),
    ...(headers && { headers }),
  }
}

function parseTimestamp(record: JsonObject, index: number): number | undefined {
  const { timestamp = null } = record
  if (timestamp === null) return undefined
  if (!Number.isSafeInteger(timestamp) || (timestamp as number) < 0) {
    throw new BadRequest(`Bad Request: the timestamp of record ${index} must be milliseconds since 1970, 0 or more.`)
  }
  return timestamp as number
}

function parseHeader(header: unknown): RecordHeader {
  if (!OBJECT.is(header)) throw new BadRequest('Bad Request: a header must be {"name": …, "value": base64 or null}.')
  onlyFields(header, HEADER_FIELDS)
  const name = optional(header, 'name', STRING)
  if (name === undefined) throw new Unprocessable('A header must have a name.')
  const value = optional(header, 'value', STRING)
  if (value === undefined) return { name, value: null }
  const bytes = decodeBase64(value)
  if (!bytes) throw new BadRequest(`Bad Request: the value of header '${name}' is not base64.`)
  return { name, value: bytes }
}

function schemaReference(request: JsonObject, name: 'key_schema' | 'value_schema'): SchemaReference {
  const text = optional(request, name, STRING)
  const id = optional(request, `${name}_id`, INT32)
  return { ...(text !== undefined && { text }), ...(id !== undefined && { id }) }
}
