import type { Part, SubjectStrategy } from '../../formats/format.ts'
import { BadRequest, Unprocessable } from '../../http/errors/request.ts'
import type { RestError } from '../../http/errors/rest-error.ts'
import { INT32, optional, STRING } from '../../http/json.ts'
import type { JsonReader } from '../../http/json-reader.ts'
import { RECORD_TYPES, type RecordType, TYPE_NAMES } from './types.ts'

/** A record's key or value as the client gave it (contract C.9). */
export interface RecordPart {
  /** Absent when the registry's schema decides. */
  readonly type?: RecordType
  readonly subject?: string
  readonly strategy?: SubjectStrategy
  /** At most one of these three; the subject's latest version without any, when there is no type either. */
  readonly schemaId?: number
  readonly schemaVersion?: number
  readonly schema?: string
  /** Where the datum stands; nowhere when it is null or absent. */
  readonly from: number
  readonly to: number
  readonly spaced: boolean
}

/** What is wrong with a record: the first of it, as only that is told. */
export interface Faults {
  first?: RestError
}

type Draft = { -readonly [K in keyof RecordPart]: RecordPart[K] }

/**
 * Reads the key or value that the reader is at, to its end, whatever is wrong with it.
 *
 * @returns `undefined` when it is null
 * @throws NotJson
 */
export function readPart(reader: JsonReader, part: Part, faults: Faults): RecordPart | undefined {
  const first = reader.peek()
  if (first !== OPEN_BRACE) {
    reader.skipValue()
    if (first !== LETTER_N) faults.first ??= bad(`'${part}' must be an object like {"type": "JSON", "data": …}`)
    return undefined
  }
  const draft: Draft = { from: 0, to: 0, spaced: false }
  reader.enterObject()
  while (reader.nextMember()) {
    const name = reader.isName(DATA) ? 'data' : reader.isName(TYPE) ? 'type' : reader.name()
    if (name === 'data') readData(reader, draft)
    else if (name === 'type') readType(reader, draft, part, faults)
    else readOther(reader, name, draft, faults)
  }
  if (!faults.first) {
    const fault = contradiction(draft, part)
    if (fault) faults.first = fault
  }
  return draft
}

function readData(reader: JsonReader, draft: Draft): void {
  const absent = reader.peek() === LETTER_N
  reader.skipValue()
  draft.from = absent ? 0 : reader.from
  draft.to = absent ? 0 : reader.to
  draft.spaced = reader.spaced
}

function readType(reader: JsonReader, draft: Draft, part: Part, faults: Faults): void {
  reader.skipValue()
  // The usual spelling needs no text.
  const plain = SPELLINGS.find(({ bytes }) => reader.isName(bytes))?.type
  const name = plain ? plain.name : JSON.parse(reader.text())
  const type = plain ?? RECORD_TYPES.find((each) => each.name === name)
  if (type) draft.type = type
  else if (name === null) delete draft.type
  else faults.first ??= bad(`'type' of the ${part} must be one of ${TYPE_NAMES}`)
}

function readOther(reader: JsonReader, name: string, draft: Draft, faults: Faults): void {
  const value = { [name]: reader.value() }
  try {
    assign(draft, name, value)
  } catch (error) {
    faults.first ??= error as RestError
  }
}

function assign(draft: Draft, name: string, value: Readonly<Record<string, unknown>>): void {
  switch (name) {
    case 'subject':
      set(draft, 'subject', checkedSubject(optional(value, name, STRING)))
      break
    case 'subject_name_strategy':
      set(draft, 'strategy', strategyOf(optional(value, name, STRING)))
      break
    case 'schema_id':
      set(draft, 'schemaId', optional(value, name, INT32))
      break
    case 'schema_version':
      set(draft, 'schemaVersion', checkedVersion(optional(value, name, INT32)))
      break
    case 'schema':
      set(draft, 'schema', optional(value, name, STRING))
      break
    default:
      throw new Unprocessable(`Unrecognized field: ${name}`)
  }
}

/** Of members with the same name the last one counts, as in `JSON.parse`. */
function set<K extends keyof Draft>(draft: Draft, name: K, value: Draft[K] | undefined): void {
  if (value === undefined) delete draft[name]
  else draft[name] = value
}

/** Less than 1 would be the latest for a registry. */
function checkedVersion(version: number | undefined): number | undefined {
  if (version !== undefined && version < 1) throw bad(`'schema_version' must be 1 or more, not ${version}`)
  return version
}

function checkedSubject(subject: string | undefined): string | undefined {
  if (subject !== undefined && (subject === '' || subject.length > MAX_SUBJECT))
    throw bad(`'subject' must have 1 to ${MAX_SUBJECT} characters`)
  return subject
}

/** `TOPIC_NAME` is what holds without a strategy. */
function strategyOf(name: string | undefined): SubjectStrategy | undefined {
  if (name === undefined || name === 'TOPIC_NAME') return undefined
  if (name === 'RECORD_NAME' || name === 'TOPIC_RECORD_NAME') return name
  throw bad("'subject_name_strategy' must be TOPIC_NAME, RECORD_NAME or TOPIC_RECORD_NAME")
}

/** The rules of what goes together (contract C.9, combination rules). */
function contradiction(draft: Draft, part: Part): BadRequest | undefined {
  const { type, subject, strategy, schemaId, schemaVersion, schema } = draft
  const schemas = [schemaId, schemaVersion, schema].filter((each) => each !== undefined).length
  if (schemas > 1) return bad(`the ${part} may have one of 'schema_id', 'schema_version' and 'schema'`)
  if (subject !== undefined && strategy !== undefined)
    return bad(`the ${part} may have either 'subject' or 'subject_name_strategy'`)
  if (!type) {
    if (schema !== undefined) return bad(`a 'schema' of the ${part} needs a 'type'`)
    if (strategy !== undefined && schemaId === undefined)
      return bad(`${strategy} needs the schema of the ${part}: give 'schema' or 'schema_id', or another strategy`)
    return undefined
  }
  if (type.schema) {
    if (schema !== undefined) return undefined
    return bad(
      `'type' ${type.name} of the ${part} needs 'schema'; with 'schema_id' or 'schema_version' leave 'type' out`,
    )
  }
  if (schemas > 0 || subject !== undefined || strategy !== undefined)
    return bad(`the ${part} is ${type.name}, which has no schema and no subject`)
  return undefined
}

function bad(reason: string): BadRequest {
  return new BadRequest(`Bad Request: ${reason}.`)
}

const DATA = Buffer.from('data')
const TYPE = Buffer.from('type')
const SPELLINGS = RECORD_TYPES.map((type) => ({ type, bytes: Buffer.from(`"${type.name}"`) }))
/** Longer than any topic's; what a registry's URL has room for. */
const MAX_SUBJECT = 1_000
const OPEN_BRACE = 123
const LETTER_N = 110
