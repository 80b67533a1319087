import type { Format } from '../../formats/format.ts'
import type { SchemaType } from '../../registry/registry.ts'

/** A type of keys and values in version 3 (contract C.9). */
export interface RecordType {
  readonly name: string
  readonly format: Format['name']
  /** What the registry calls the schemas of the type; none for those without. */
  readonly schema?: SchemaType
}

/** Every type that is read. */
export const RECORD_TYPES: readonly RecordType[] = [
  { name: 'BINARY', format: 'binary' },
  { name: 'JSON', format: 'json' },
  { name: 'STRING', format: 'text' },
  { name: 'AVRO', format: 'avro', schema: 'AVRO' },
  { name: 'JSONSCHEMA', format: 'jsonschema', schema: 'JSON' },
  { name: 'PROTOBUF', format: 'protobuf', schema: 'PROTOBUF' },
]

export const TYPE_NAMES = RECORD_TYPES.map(({ name }) => name).join(', ')
