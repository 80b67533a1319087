import type { Native } from './native.ts'

type Schema = string | readonly Schema[] | Complex
interface Complex {
  readonly type: string
  readonly items?: Schema
  readonly values?: Schema
  readonly fields?: readonly { readonly name: string; readonly type: Schema }[]
}

/** A value as avsc has it (whole numbers of 32 bits and floating ones alike, unions wrapped) as a native one. */
export function nativeOf(schema: unknown, value: unknown): Native {
  return convert(schema as Schema, value)
}

function convert(schema: Schema, value: unknown): Native {
  if (typeof schema === 'string') return schema === 'int' ? BigInt(value as number) : (value as Native)
  if (isUnion(schema)) {
    if (value === null) return null
    const [[label, of] = ['', null]] = Object.entries(value as object)
    const branch = schema.find((each) => labelOf(each) === label) ?? 'null'
    return { branch: label, of: convert(branch, of) }
  }
  const { type, items = 'null', values = 'null', fields = [] } = schema
  if (type === 'array') return (value as unknown[]).map((item) => convert(items, item))
  if (type === 'map') return members(value, () => values)
  if (type === 'record') return members(value, (name) => fields.find((field) => field.name === name)?.type ?? 'null')
  return value as Native
}

function members(value: unknown, typeOf: (name: string) => Schema): Native {
  const entries = Object.entries(value as object)
  return Object.fromEntries(entries.map(([name, member]) => [name, convert(typeOf(name), member)]))
}

function labelOf(schema: Schema): string {
  if (typeof schema === 'string') return schema
  const { type, name, namespace } = schema as Complex & { name?: string; namespace?: string }
  if (name === undefined) return type
  return namespace ? `${namespace}.${name}` : name
}

function isUnion(schema: Schema): schema is readonly Schema[] {
  return Array.isArray(schema)
}
