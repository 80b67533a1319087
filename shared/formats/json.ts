import { compact } from './compact.ts'
import type { Format, PartEncoder } from './format.ts'

const encoder: PartEncoder = {
  schemaId: null,
  encode: (datum) => (datum === null ? null : datum.spaced ? compact(datum.bytes()) : datum.bytes()),
}

/**
 * The format `json` (contract B.3): any JSON value, stored as UTF-8 text. JSON null is Kafka's null, not four letters.
 *
 * What is stored is the client's own text without insignificant white space, not the parsed value written again: 1.0,
 * 9007199254740993, key order, repeated keys and escapes stay as they were sent.
 */
export function createJsonFormat(): Format {
  return { name: 'json', encoder: () => encoder }
}
