import { BadRequest } from '../http/errors.ts'
import type { Format, Part, PartEncoder } from './format.ts'
import { found } from './found.ts'

/** The format `string` of version 3 (contract C.9): a JSON string, stored as its UTF-8 text; null is Kafka's null. */
export function createStringFormat(): Format {
  const encoders = { key: encoder('key'), value: encoder('value') }
  return { name: 'string', encoder: (part) => encoders[part] }
}

function encoder(part: Part): PartEncoder {
  return {
    schemaId: null,
    encode(datum) {
      if (datum === null) return null
      const text = datum.value()
      if (typeof text !== 'string')
        throw new BadRequest(`Bad Request: /${part}: expected a string, found ${found(text)}`)
      // Half of a surrogate pair has no UTF-8: something else would be stored in its place.
      if (!text.isWellFormed()) throw new BadRequest(`Bad Request: /${part}: the string is not well-formed Unicode`)
      return Buffer.from(text)
    },
  }
}
