import { InvalidBatch } from '../../http/errors/produce.ts'
import { Unprocessable } from '../../http/errors/request.ts'
import { ARRAY, optional } from '../../http/json.ts'
import type { JsonReader } from '../../http/json-reader.ts'
import { walkBody } from '../../http/walk-body.ts'
import { type ReadRecord, readRecord } from './record.ts'

/** An entry of a batch: a record and what its result is called. */
export interface BatchEntry {
  readonly id: string
  readonly record: ReadRecord
}

/** An entry before its id is known to be one. */
type Entry = ReadRecord & { readonly id: unknown }

const ID = /^[0-9A-Za-z_-]{1,80}$/

/**
 * Reads the body of `records:batch` (contract C.10). An entry against the rules refuses the whole of it.
 *
 * @param maxEntries  `api.v3.produce.batch.maximum.entries`
 * @throws InvalidBatch   422/42208: no body, no entries, too many, ids that are none or not distinct
 * @throws BadRequest     malformed JSON, an entry against the rules
 * @throws Unprocessable  an unknown member
 */
export function parseBatchRequest(body: Buffer, maxEntries: number): BatchEntry[] {
  const entries = walkBody(body, empty, readBatch)
  for (const { fault } of entries) if (fault) throw fault
  if (entries.length === 0) throw new InvalidBatch('Empty batch.')
  if (entries.length > maxEntries) throw new InvalidBatch(`Too many entries in batch. There may be ${maxEntries}.`)
  const ids = new Set(entries.map(({ id }) => checkedId(id)))
  if (ids.size < entries.length) throw new InvalidBatch('Batch entry IDs are not distinct.')
  return entries.map((record) => ({ id: record.id as string, record }))
}

function readBatch(reader: JsonReader): Entry[] {
  let entries: Entry[] = []
  while (reader.nextMember()) {
    const name = reader.name()
    if (name !== 'entries') throw new Unprocessable(`Unrecognized field: ${name}`)
    entries = readEntries(reader)
  }
  return entries
}

function readEntries(reader: JsonReader): Entry[] {
  const entries: Entry[] = []
  if (reader.peek() !== OPEN_BRACKET) {
    optional({ entries: reader.value() }, 'entries', ARRAY)
    return entries
  }
  reader.enterArray()
  while (reader.nextElement()) {
    let id: unknown
    const record = readRecord(reader, (name) => {
      if (name !== 'id') return false
      id = reader.value()
      return true
    })
    entries.push({ ...record, id })
  }
  return entries
}

function checkedId(id: unknown): string {
  if (typeof id === 'string' && ID.test(id)) return id
  throw new InvalidBatch(
    'Batch entry identifier is not a valid string. It needs 1 to 80 letters, digits, dashes and underscores.',
  )
}

function empty(): InvalidBatch {
  return new InvalidBatch('Request body is empty. Data is required.')
}

const OPEN_BRACKET = 91
