import { BadRequest, InvalidBatch, Unprocessable } from '../../http/errors.ts'
import { ARRAY, malformed, optional } from '../../http/json.ts'
import { JsonReader, NotJson } from '../../http/json-reader.ts'
import { type ReadRecord, readRecord } from './record.ts'

/** An entry of a batch: a record and what its result is called. */
export interface BatchEntry {
  readonly id: string
  readonly record: ReadRecord
}

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
  let entries: readonly (ReadRecord & { readonly id: unknown })[]
  try {
    entries = readBatch(new JsonReader(body))
  } catch (error) {
    throw error instanceof NotJson ? malformed(body.toString()) : error
  }
  for (const { fault } of entries) if (fault) throw fault
  if (entries.length === 0) throw new InvalidBatch('Empty batch.')
  if (entries.length > maxEntries) throw new InvalidBatch(`Too many entries in batch. There may be ${maxEntries}.`)
  const ids = new Set(entries.map(({ id }) => checkedId(id)))
  if (ids.size < entries.length) throw new InvalidBatch('Batch entry IDs are not distinct.')
  return entries.map((record) => ({ id: record.id as string, record }))
}

function readBatch(reader: JsonReader): (ReadRecord & { id: unknown })[] {
  const first = reader.peek()
  if (first === -1) throw empty()
  if (first !== OPEN_BRACE) {
    reader.skipValue()
    reader.finish()
    throw first === LETTER_N ? empty() : new BadRequest('Bad Request: the body must be a JSON object.')
  }
  let entries: (ReadRecord & { id: unknown })[] = []
  reader.enterObject()
  while (reader.nextMember()) {
    const name = reader.name()
    if (name !== 'entries') throw new Unprocessable(`Unrecognized field: ${name}`)
    entries = readEntries(reader)
  }
  reader.finish()
  return entries
}

function readEntries(reader: JsonReader): (ReadRecord & { id: unknown })[] {
  const entries: (ReadRecord & { id: unknown })[] = []
  if (reader.peek() !== OPEN_BRACKET) {
    reader.skipValue()
    optional({ entries: JSON.parse(reader.text()) }, 'entries', ARRAY)
    return entries
  }
  reader.enterArray()
  while (reader.nextElement()) {
    let id: unknown
    const record = readRecord(reader, (name) => {
      if (name !== 'id') return false
      reader.skipValue()
      id = JSON.parse(reader.text())
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
const LETTER_N = 110
const OPEN_BRACE = 123
