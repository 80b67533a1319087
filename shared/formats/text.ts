import { BadRequest } from '../http/errors/request.ts'
import type { Format, Part, PartEncoder } from './format.ts'
import { found } from './found.ts'
import type { JsonText } from './json-text.ts'

/**
 * The format `text`, which is `STRING` in version 3 (contract C.9) and an extension of v1 and v2: a JSON string, stored as its
 * UTF-8 text; null is Kafka's null.
 */
export function createTextFormat(): Format {
  const encoders = { key: encoder('key'), value: encoder('value') }
  return { name: 'text', encoder: (part) => encoders[part] }
}

function encoder(part: Part): PartEncoder {
  return {
    schemaId: null,
    encode: (datum) => (datum === null ? null : (asItStands(datum) ?? unescaped(datum, part))),
  }
}

/** Between the quotes of a string without escapes is its text already; `undefined` for anything else. */
function asItStands(datum: JsonText): Buffer | undefined {
  const bytes = datum.bytes()
  if (bytes[0] !== QUOTE || bytes.includes(BACKSLASH)) return undefined
  return bytes.subarray(1, -1)
}

/** @throws BadRequest */
function unescaped(datum: JsonText, part: Part): Buffer {
  const text = datum.value()
  if (typeof text !== 'string') throw new BadRequest(`Bad Request: /${part}: expected a string, found ${found(text)}`)
  // Half of a surrogate pair has no UTF-8: something else would be stored in its place.
  if (!text.isWellFormed()) throw new BadRequest(`Bad Request: /${part}: the string is not well-formed Unicode`)
  return Buffer.from(text)
}

const QUOTE = 34
const BACKSLASH = 92
