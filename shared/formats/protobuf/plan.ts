import type { WellKnown } from './well-known.ts'

/** Scalar value types (Protocol Buffers language guide). */
export const SCALARS = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const
export type ScalarName = (typeof SCALARS)[number]

export interface ScalarType {
  readonly kind: 'scalar'
  readonly name: ScalarName
}

export interface EnumType {
  readonly kind: 'enum'
  readonly name: string
  readonly numbers: ReadonlyMap<string, number>
  /** Of aliases the first one. */
  readonly names: ReadonlyMap<number, string>
  /** Of proto2: a number without a name is no value. */
  readonly closed: boolean
  /** Text of JSON that stands for the value that is first. */
  readonly zero: string
}

export interface MessageType {
  readonly kind: 'message'
  /** With its package. */
  readonly name: string
  /** By number, as the canonical JSON and Java's serializer have them. */
  readonly fields: readonly Field[]
  /** By the name in JSON and by that in the schema. */
  readonly byName: ReadonlyMap<string, Field>
  readonly byNumber: ReadonlyMap<number, Field>
  /** Those that have to be there. */
  readonly required: readonly Field[]
  /** Messages declared in it, as message indexes count them. */
  readonly nested: () => readonly MessageType[]
  /** Of `google.protobuf`'s own types whose JSON is not that of their fields. */
  readonly special?: WellKnown
  /** Finds a message by its full name, for `google.protobuf.Any`. */
  readonly find: (name: string) => MessageType | undefined
}

export type ValueType = ScalarType | EnumType | MessageType

export interface Field {
  /** Its place among the message's fields. */
  readonly index: number
  readonly number: number
  /** In JSON: lowerCamelCase, or what the schema says. */
  readonly name: string
  /** The name as JSON text, with a colon. */
  readonly label: string
  readonly type: ValueType
  readonly shape: 'singular' | 'repeated' | 'map'
  /** Of a map. */
  readonly key?: ScalarType
  /** Whether repeated values are written in one piece. */
  readonly packed: boolean
  /** Whether a message stands between tags, not behind its length. */
  readonly delimited: boolean
  readonly required: boolean
  /** Whether the zero value is left out: proto3 without `optional`. */
  readonly implicit: boolean
  /** Which of the message's oneofs it is in. */
  readonly oneof?: number
  /** JSON text that is shown when it is absent; `undefined` for none. */
  readonly absent?: string
}

/** Messages in messages, as the registry's serializers take them. */
export const MAX_DEPTH = 100
