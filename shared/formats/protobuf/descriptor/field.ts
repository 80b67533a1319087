import { InvalidSchema } from '../../../http/errors/schemas.ts'
import { featureTexts } from './features.ts'
import { type Fields, messagesOf, numberOf, textOf } from './fields.ts'
import { identifier, quoted } from './words.ts'

// Numbers of the fields of FieldDescriptorProto, FieldOptions and MessageOptions (google/protobuf/descriptor.proto).
const FIELD = {
  name: 1,
  number: 3,
  label: 4,
  type: 5,
  typeName: 6,
  defaultValue: 7,
  options: 8,
  oneof: 9,
  jsonName: 10,
  optional3: 17,
}
const MESSAGE_OPTIONS = 7
const MAP_ENTRY = 7
const PACKED = 2
const LABELS = ['', 'optional', 'required', 'repeated']
const STRING = 9
const GROUP = 10
const MESSAGE = 11
const BYTES = 12
const ENUM = 14
/** By the number of the type. */
const TYPES = [
  ...['', 'double', 'float', 'int64', 'uint64', 'int32', 'fixed64', 'fixed32', 'bool', 'string', '', ''],
  ...['bytes', 'uint32', '', 'sfixed32', 'sfixed64', 'sint32', 'sint64'],
]

interface FieldText {
  /** As in a `.proto` file, without its end. */
  readonly text: string
  /** Index of the oneof that it belongs to. */
  readonly oneof?: number
  /** Name of the nested message that is the field's group. */
  readonly group?: string
}

/**
 * @param nested  messages declared in the same message
 * @throws InvalidSchema
 */
export function fieldText(field: Fields, syntax: string, nested: ReadonlyMap<string | undefined, Fields>): FieldText {
  const typeName = textOf(field, FIELD.typeName) ?? ''
  const last = typeName.slice(typeName.lastIndexOf('.') + 1)
  const number = numberOf(field, FIELD.number) ?? 0
  const name = identifier(textOf(field, FIELD.name))
  const entry = nested.get(last)
  if (entry && isMapEntry(entry)) {
    const [key, value] = messagesOf(entry, 2)
    if (key && value) return { text: `map<${typeText(key)}, ${typeText(value)}> ${name} = ${number}${options(field)}` }
  }
  const optional3 = numberOf(field, FIELD.optional3) === 1
  const index = numberOf(field, FIELD.oneof)
  const oneof = index === undefined || optional3 ? {} : { oneof: index }
  const label = 'oneof' in oneof ? '' : labelOf(field, syntax, optional3)
  if (numberOf(field, FIELD.type) === GROUP) {
    return { text: `${label} group ${identifier(last)} = ${number}`, group: last, ...oneof }
  }
  return { text: `${label} ${typeText(field)} ${name} = ${number}${options(field)}`, ...oneof }
}

/** Whether a message is what the language makes of a map field. */
export function isMapEntry(message: Fields): boolean {
  return messagesOf(message, MESSAGE_OPTIONS).some((each) => numberOf(each, MAP_ENTRY) === 1)
}

function labelOf(field: Fields, syntax: string, optional3: boolean): string {
  const label = LABELS[numberOf(field, FIELD.label) ?? 1] ?? ''
  return syntax !== 'proto2' && label === 'optional' && !optional3 ? '' : label
}

function typeText(field: Fields): string {
  const type = numberOf(field, FIELD.type) ?? 0
  if (type === MESSAGE || type === ENUM) return identifier(textOf(field, FIELD.typeName))
  const name = TYPES[type]
  if (!name) throw new InvalidSchema(`Invalid schema: a field has the type ${type}, which there is not.`)
  return name
}

function options(field: Fields): string {
  const type = numberOf(field, FIELD.type)
  const packed = messagesOf(field, FIELD.options)
    .map((each) => numberOf(each, PACKED))
    .findLast((each) => each !== undefined)
  const standard = textOf(field, FIELD.defaultValue)
  const jsonName = textOf(field, FIELD.jsonName)
  const all = [
    ...(packed === undefined ? [] : [`packed = ${packed === 1}`]),
    ...(standard === undefined ? [] : [`default = ${defaultText(standard, type)}`]),
    ...(jsonName === undefined ? [] : [`json_name = ${quoted(jsonName)}`]),
    ...featureTexts(field, 'field'),
  ]
  return all.length > 0 ? ` [${all.join(', ')}]` : ''
}

function defaultText(value: string, type: number | undefined): string {
  if (type === STRING) return quoted(value)
  // Its escapes are made already.
  if (type === BYTES) return `"${value}"`
  if (!/^[\w.+-]+$/.test(value)) throw new InvalidSchema(`Invalid schema: ${JSON.stringify(value)} is no default.`)
  return value
}
