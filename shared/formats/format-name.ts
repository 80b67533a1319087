/**
 * The embedded formats, by their names in media types and in v2's bodies. `text` is an extension there; version 3 calls it
 * `STRING`.
 */
export const FORMAT_NAMES = ['binary', 'json', 'avro', 'jsonschema', 'protobuf', 'text'] as const

export type FormatName = (typeof FORMAT_NAMES)[number]

/** The format that somebody means, in any case; version 3's word for text is taken as well. `undefined` when there is none. */
export function formatNamed(name: string): FormatName | undefined {
  const wanted = name.toLowerCase()
  return wanted === 'string' ? 'text' : FORMAT_NAMES.find((each) => each === wanted)
}
