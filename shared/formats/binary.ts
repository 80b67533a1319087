import { BadRequest } from '../http/errors/request.ts'
import { decodeBase64 } from './base64.ts'
import type { Format, Part, PartEncoder } from './format.ts'
import { found } from './found.ts'

const alphabet = 'letters, digits, + and /, with or without padding, no white space'

/** The format `binary` (contract B.3): keys and values are base64 strings of RFC 4648 section 4, null is Kafka's null. */
export function createBinaryFormat(): Format {
  const encoders = { key: encoder('key'), value: encoder('value') }
  return { name: 'binary', encoder: (part) => encoders[part] }
}

function encoder(part: Part): PartEncoder {
  return {
    schemaId: null,
    encode(datum) {
      if (datum === null) return null
      const text = datum.plainString() ?? datum.value()
      if (typeof text !== 'string') {
        throw new BadRequest(`Bad Request: /${part}: expected a base64 string, found ${found(text)}`)
      }
      // In place of the text, which is longer, and which nobody reads any more.
      const bytes = decodeBase64(text, datum.bytes())
      if (bytes === undefined) {
        throw new BadRequest(`Bad Request: /${part}: not base64 (${alphabet}), found ${found(text)}`)
      }
      return bytes
    },
  }
}
