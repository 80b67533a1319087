import type { Format, Part, PartEncoder } from '../../formats/format.ts'
import type { JsonText } from '../../formats/json-text.ts'
import { PayloadError } from '../../http/errors/produce.ts'
import { BadRequest } from '../../http/errors/request.ts'
import type { OutgoingRecord } from '../../produce/producer.ts'
import type { Registry } from '../../registry/registry.ts'
import { topicSubject } from '../../registry/subject.ts'
import type { RecordPart } from './part.ts'
import type { ReadRecord } from './record.ts'
import { RECORD_TYPES, type RecordType, TYPE_NAMES } from './types.ts'

/** What encoding needs of the process. */
export interface Encoding {
  readonly formats: Readonly<Record<Format['name'], Format>>
  readonly registry: Registry | undefined
}

/** What an answer says of a key or value. */
export interface PartSummary {
  readonly type: RecordType
  readonly encoder: PartEncoder
  /** Version of the schema. */
  readonly version?: number | undefined
  /** Bytes; −1 for null. */
  readonly size: number
}

/** A record that can be produced. */
export interface EncodedRecord {
  readonly outgoing: OutgoingRecord
  readonly key: PartSummary | undefined
  readonly value: PartSummary | undefined
}

interface Chosen {
  readonly type: RecordType
  readonly encoder: PartEncoder
  readonly version?: number | undefined
}

type Soon<T> = T | Promise<T>

/**
 * Encodes a record that has no fault; a promise only when the registry has to be asked.
 *
 * @param text      over the bytes that the record was read from; is moved about
 * @param deadline  epoch milliseconds
 * @throws RestError  also by way of the promise; it does not fit its type or schema, or the schema cannot be had
 */
export function encodeRecord(
  record: ReadRecord,
  topic: string,
  text: JsonText,
  encoding: Encoding,
  deadline: number,
): Soon<EncodedRecord> {
  const key = record.key && choose(record.key, 'key', topic, encoding, deadline)
  // Should the value be refused at once, nobody hears of the key any more.
  if (key instanceof Promise) key.catch(() => {})
  const value = record.value && choose(record.value, 'value', topic, encoding, deadline)
  if (key instanceof Promise || value instanceof Promise) {
    return Promise.all([key, value]).then(([key, value]) => encode(record, key, value, text))
  }
  return encode(record, key, value, text)
}

function encode(
  record: ReadRecord,
  keyChoice: Chosen | undefined,
  valueChoice: Chosen | undefined,
  text: JsonText,
): EncodedRecord {
  const { partition, headers, timestamp } = record
  const key = keyChoice ? encodePart(record.key as RecordPart, keyChoice, text) : null
  const value = valueChoice ? encodePart(record.value as RecordPart, valueChoice, text) : null
  return {
    outgoing: {
      key,
      value,
      ...(partition !== undefined && { partition }),
      ...(headers !== undefined && { headers }),
      ...(timestamp !== undefined && { timestamp }),
    },
    key: keyChoice && summary(keyChoice, key),
    value: valueChoice && summary(valueChoice, value),
  }
}

function encodePart({ from, to, spaced }: RecordPart, { encoder }: Chosen, text: JsonText): Buffer | null {
  return encoder.encode(to === 0 ? null : text.moveTo(from, to, spaced))
}

function summary({ type, encoder, version }: Chosen, bytes: Buffer | null): PartSummary {
  return { type, encoder, version, size: bytes === null ? -1 : bytes.length }
}

function choose(given: RecordPart, part: Part, topic: string, encoding: Encoding, deadline: number): Soon<Chosen> {
  const { type, schema } = given
  if (!type) return byRegistry(given, part, topic, encoding, deadline)
  const reference = schema === undefined ? {} : { text: schema, ...placeOf(given) }
  const encoder = encoding.formats[type.format].encoder(part, topic, reference, given.to > 0, deadline)
  return encoder instanceof Promise ? encoder.then((encoder) => ({ type, encoder })) : { type, encoder }
}

/** The registry's schema decides about the type: one with an id, or a version of a subject, the latest without any. */
function byRegistry(
  given: RecordPart,
  part: Part,
  topic: string,
  { formats, registry }: Encoding,
  deadline: number,
): Soon<Chosen> {
  if (!registry)
    throw new PayloadError('Payload error. Schemas need a registry: set schema.registry.url, or give a type.')
  const { schemaId, schemaVersion } = given

  function use(id: number, language: string, place: ReturnType<typeof placeOf>, version?: number): Soon<Chosen> {
    const type = RECORD_TYPES.find(({ schema }) => schema === language)
    if (!type) throw notSupported(part, language)
    const encoder = formats[type.format].encoder(part, topic, { id, ...place }, given.to > 0, deadline)
    if (encoder instanceof Promise) return encoder.then((encoder) => ({ type, encoder, version }))
    return { type, encoder, version }
  }

  if (schemaId !== undefined) {
    const known = registry.knownSchema(schemaId)
    if (known) return use(schemaId, known.type, placeOf(given))
    return registry.schema(schemaId, deadline).then(({ type }) => use(schemaId, type, placeOf(given)))
  }
  const subject = given.subject ?? topicSubject(topic, part)
  const found = registry.underSubject(subject, schemaVersion ?? 'latest', deadline)
  if (found instanceof Promise) return found.then(({ id, type, version }) => use(id, type, { subject }, version))
  return use(found.id, found.type, { subject }, found.version)
}

function placeOf({ subject, strategy }: RecordPart) {
  return { ...(subject !== undefined && { subject }), ...(strategy !== undefined && { strategy }) }
}

function notSupported(part: Part, language: string): BadRequest {
  return new BadRequest(`Bad Request: the schema of the ${part} is of type ${language}; types are ${TYPE_NAMES}.`)
}
