import { Malformed } from '../malformed.ts'
import { expected, Mismatch } from '../mismatch.ts'
import type { MessageType } from './plan.ts'
import { durationMembers, durationText, timestampMembers, timestampText } from './time.ts'

/** Members of a message, as its usual JSON would have them. */
type Members = Readonly<Record<string, unknown>>

/** A type of `google.protobuf` whose JSON is not that of its fields. */
export interface WellKnown {
  /**
   * @param encode  the bytes of a message
   * @throws Mismatch
   */
  readonly members: (
    datum: unknown,
    encode: (datum: unknown, type: MessageType) => Buffer,
    type: MessageType,
  ) => Members
  /**
   * @param field   the JSON text of the field with a number
   * @param decode  the JSON text of a message
   * @throws Malformed
   */
  readonly text: (
    field: (number: number) => string | undefined,
    type: MessageType,
    decode: (type: MessageType, bytes: Buffer) => string,
  ) => string
}

/** A value by itself. */
const wrapper: WellKnown = {
  members: (value) => ({ value }),
  text: (field) => field(1) as string,
}

const names = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes']

/** By full name. */
export const wellKnown: ReadonlyMap<string, WellKnown> = new Map(
  Object.entries({
    ...Object.fromEntries(names.map((name) => [`google.protobuf.${name}Value`, wrapper])),
    'google.protobuf.Timestamp': { members: timestampMembers, text: timestampText },
    'google.protobuf.Duration': { members: durationMembers, text: durationText },
    'google.protobuf.Struct': {
      members: (fields) => {
        if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw expected('an object', fields)
        return { fields }
      },
      text: (field) => field(1) as string,
    },
    'google.protobuf.ListValue': {
      members: (values) => {
        if (!Array.isArray(values)) throw expected('an array', values)
        return { values }
      },
      text: (field) => field(1) as string,
    },
    'google.protobuf.Value': {
      members: valueMembers,
      text: (field) => [1, 2, 3, 4, 5, 6].map(field).find((each) => each !== undefined) ?? 'null',
    },
    'google.protobuf.FieldMask': {
      members: (paths) => {
        if (typeof paths !== 'string' || paths.includes('_'))
          throw expected('paths in lowerCamelCase with commas', paths)
        return { paths: paths === '' ? [] : paths.split(',').map((path) => path.replace(/[A-Z]/g, snake)) }
      },
      text: (field) => {
        const paths = JSON.parse(field(1) as string) as readonly string[]
        return JSON.stringify(
          paths.map((path) => path.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())).join(),
        )
      },
    },
    'google.protobuf.Any': { members: anyMembers, text: anyText },
  } satisfies Readonly<Record<string, WellKnown>>),
)

function snake(capital: string): string {
  return `_${capital.toLowerCase()}`
}

function valueMembers(datum: unknown): Members {
  if (datum === null) return { nullValue: null }
  switch (typeof datum) {
    case 'number':
    case 'bigint':
      return { numberValue: datum }
    case 'string':
      return { stringValue: datum }
    case 'boolean':
      return { boolValue: datum }
    default:
      return Array.isArray(datum) ? { listValue: datum } : { structValue: datum }
  }
}

function anyMembers(datum: unknown, encode: (datum: unknown, type: MessageType) => Buffer, any: MessageType): Members {
  if (typeof datum !== 'object' || datum === null || Array.isArray(datum)) throw expected('an object', datum)
  const { '@type': url, ...rest } = datum as Readonly<Record<string, unknown>>
  if (url === undefined && Object.keys(rest).length === 0) return {}
  if (typeof url !== 'string') throw expected("an object with '@type'", datum)
  const type = any.find(url.slice(url.lastIndexOf('/') + 1))
  if (!type) throw new Mismatch(`the schema has no type ${JSON.stringify(url.slice(0, 200))}`)
  const bytes = encode(type.special ? rest.value : rest, type)
  return { typeUrl: url, value: bytes.toString('base64') }
}

function anyText(...[field, any, decode]: Parameters<WellKnown['text']>): string {
  const url = JSON.parse(field(1) as string) as string
  if (url === '') return '{}'
  const type = any.find(url.slice(url.lastIndexOf('/') + 1))
  if (!type) throw new Malformed(`its schema has no type ${JSON.stringify(url.slice(0, 200))}`)
  const text = decode(type, Buffer.from(JSON.parse(field(2) as string) as string, 'base64'))
  const head = `{"@type":${JSON.stringify(url)}`
  if (type.special) return `${head},"value":${text}}`
  return text === '{}' ? `${head}}` : `${head},${text.slice(1)}`
}
