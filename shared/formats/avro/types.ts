/**
 * An Avro schema with its names resolved (Avro specification 1.12, "Schema Declaration"). A recursive schema is a cyclic graph.
 *
 * `label` is what the type is called as a branch of a union in Avro's JSON encoding: the primitive's or complex type's name,
 * or the full name of a record, enum or fixed. Logical types are not kept: values travel as their base type.
 */
export type AvroType = PrimitiveType | RecordType | EnumType | FixedType | ArrayType | MapType | UnionType

export interface PrimitiveType {
  readonly kind: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string'
  readonly label: string
}

export interface RecordType {
  readonly kind: 'record'
  readonly label: string
  readonly fields: readonly RecordField[]
}

export interface RecordField {
  readonly name: string
  readonly type: AvroType
  /** As the schema spells it, integers beyond 2^53 as bigint; not there when it has none. */
  readonly default?: unknown
}

export interface EnumType {
  readonly kind: 'enum'
  readonly label: string
  readonly symbols: readonly string[]
}

export interface FixedType {
  readonly kind: 'fixed'
  readonly label: string
  /** Bytes. */
  readonly size: number
}

export interface ArrayType {
  readonly kind: 'array'
  readonly label: 'array'
  readonly items: AvroType
}

export interface MapType {
  readonly kind: 'map'
  readonly label: 'map'
  readonly values: AvroType
}

export interface UnionType {
  readonly kind: 'union'
  readonly label: 'union'
  readonly branches: readonly AvroType[]
}
