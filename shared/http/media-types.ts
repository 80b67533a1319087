import type { FormatName } from '../formats/format-name.ts'

/** Media types of the contract (A.1 for v2 and v3, G for v1). */
export const JSON_TYPE = 'application/json'
export const V1 = 'application/vnd.kafka.v1+json'
export const V2 = 'application/vnd.kafka.v2+json'

/** What schema registries read and answer. */
export const REGISTRY_TYPE = 'application/vnd.schemaregistry.v1+json'

/** The embedded formats' types (contract A.1, G); those of text are an extension. Of a format that v1 has, v1's comes last. */
export const EMBEDDED = {
  'application/vnd.kafka.binary.v2+json': 'binary',
  'application/vnd.kafka.json.v2+json': 'json',
  'application/vnd.kafka.avro.v2+json': 'avro',
  'application/vnd.kafka.jsonschema.v2+json': 'jsonschema',
  'application/vnd.kafka.protobuf.v2+json': 'protobuf',
  'application/vnd.kafka.text.v2+json': 'text',
  'application/vnd.kafka.binary.v1+json': 'binary',
  'application/vnd.kafka.json.v1+json': 'json',
  'application/vnd.kafka.avro.v1+json': 'avro',
  'application/vnd.kafka.text.v1+json': 'text',
} as const satisfies Readonly<Record<string, FormatName>>

export type EmbeddedType = keyof typeof EMBEDDED

export const EMBEDDED_TYPES = Object.keys(EMBEDDED) as EmbeddedType[]

/** Whether a route reads or answers a format, by the types that it has. */
export function isServed(format: FormatName, types: readonly string[]): boolean {
  return types.some((type) => type in EMBEDDED && EMBEDDED[type as EmbeddedType] === format)
}

/** The bare `type/subtype` of a header value, in small letters, without parameters. */
export function essence(header: string): string {
  const end = header.indexOf(';')
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}
