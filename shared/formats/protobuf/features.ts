import protobuf from 'protobufjs'

/** What a file is written in; without a word it is proto2. */
export type Syntax = 'proto2' | 'proto3' | 'editions'

/** Features of the editions 2023 and 2024 that decide over bytes and JSON, and what holds where nothing is said. */
const DEFAULTS = {
  field_presence: 'EXPLICIT',
  enum_type: 'OPEN',
  repeated_field_encoding: 'PACKED',
  message_encoding: 'LENGTH_PREFIXED',
}

/** How a field is laid out, and what its absence means. */
export interface FieldFeatures {
  readonly required: boolean
  /** Its zero is not stored. */
  readonly implicit: boolean
  readonly packed: boolean
  /** A message between tags, not behind its length: a group. */
  readonly delimited: boolean
}

/** @param syntax  of the field's file */
export function fieldFeatures(field: protobuf.Field, syntax: Syntax): FieldFeatures {
  const required = field.rule === 'required'
  if (syntax === 'editions') {
    const presence = featureOf(field, 'field_presence')
    return {
      required: required || presence === 'LEGACY_REQUIRED',
      implicit: presence === 'IMPLICIT',
      packed: featureOf(field, 'repeated_field_encoding') === 'PACKED',
      delimited: featureOf(field, 'message_encoding') === 'DELIMITED',
    }
  }
  const proto3 = syntax === 'proto3'
  return {
    required,
    implicit: proto3 && !isOptional3(field),
    packed: (field.getOption('packed') ?? proto3) === true,
    delimited: groupOf(field) !== undefined,
  }
}

/** Whether a number without a name is no value. */
export function isClosed(declared: protobuf.Enum, syntax: Syntax | undefined): boolean {
  return syntax === 'editions' ? featureOf(declared, 'enum_type') === 'CLOSED' : syntax === 'proto2'
}

/** `optional` in proto3, which protobufjs notes as a oneof of one. */
export function isOptional3(field: protobuf.Field): boolean {
  return field.getOption('proto3_optional') === true
}

/** The name in the schema: that of a group is its type's in small letters (Protocol Buffers, descriptors). */
export function nameOf(field: protobuf.Field): string {
  return groupOf(field)?.name.toLowerCase() ?? field.name
}

/** The type that proto2's `group` declares together with the field. */
function groupOf({ name, type, parent }: protobuf.Field): protobuf.Type | undefined {
  const found = parent && !name.startsWith('.') ? parent.nested?.[type] : undefined
  const isGroup = found instanceof protobuf.Type && 'group' in found && found.group === true
  return isGroup && protobuf.util.lcFirst(found.name) === name ? found : undefined
}

/** What is said at the place itself, or around it. */
function featureOf(place: protobuf.ReflectionObject, name: keyof typeof DEFAULTS): unknown {
  for (let at: protobuf.ReflectionObject | null = place; at; at = around(at)) {
    const said: unknown = at.options?.features?.[name]
    if (said !== undefined) return said
  }
  return DEFAULTS[name]
}

/** Fields of a oneof stand in the message for protobufjs. */
function around(place: protobuf.ReflectionObject): protobuf.ReflectionObject | null {
  return (place instanceof protobuf.Field && place.partOf) || place.parent
}
