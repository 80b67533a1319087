import { InvalidSchema } from '../../http/errors/schemas.ts'
import { found } from '../found.ts'
import { createNames, fullName, type Names, namespaceOf } from './names.ts'
import type { AvroType, RecordField } from './types.ts'

/** Characters; a registry that keeps its schemas in Kafka has the same limit, that of a message. */
const maxLength = 1_048_576
/** Types within types. Generous: the schemas of the largest telemetry systems stay below ten. */
const maxDepth = 128

/** As wide as Java's: letters and digits of any script. Whether a registry takes such names is its own decision. */
const simpleName = /^[\p{L}_][\p{L}\p{Nd}_]*$/u

interface Place {
  readonly names: Names
  readonly namespace: string
  readonly path: string
  readonly depth: number
}

/**
 * Reads the text of an Avro schema (Avro specification 1.12, "Schema Declaration") in one pass, in time linear in its
 * length, without code generation: the text comes from clients, and a hostile one must cost no more than it weighs.
 *
 * Aliases, docs, sort orders and logical types are not looked at: they do not change what is written.
 *
 * @param references  texts of schemas whose names the text uses, dependencies first
 * @param parse       of JSON: it may keep the digits of numbers
 * @throws InvalidSchema  not JSON, not a schema, too long or nested too deeply; the message has the place as a JSON pointer
 */
export function parseSchema(
  text: string,
  references: readonly string[] = [],
  parse: (text: string) => unknown = JSON.parse,
): AvroType {
  const place = { names: createNames(), namespace: '', path: '', depth: 0 }
  for (const reference of references) typeOf(jsonOf(reference, parse), place)
  return typeOf(jsonOf(text, parse), place)
}

function jsonOf(text: string, parse: (text: string) => unknown): unknown {
  if (text.length > maxLength) throw new InvalidSchema(`Invalid schema: longer than ${maxLength} characters.`)
  try {
    return parse(text)
  } catch (cause) {
    throw new InvalidSchema(`Invalid schema: not JSON: ${(cause as Error).message}`, { cause })
  }
}

function typeOf(schema: unknown, place: Place): AvroType {
  if (place.depth > maxDepth) throw invalid(place, `nested more than ${maxDepth} levels deep`)
  if (typeof schema === 'string') {
    const type = place.names.find(schema, place.namespace)
    if (type === undefined) throw invalid(place, `unknown type ${JSON.stringify(schema.slice(0, 100))}`)
    return type
  }
  if (Array.isArray(schema)) return unionOf(schema, place)
  if (typeof schema !== 'object' || schema === null) throw invalid(place, `expected a type, found ${found(schema)}`)
  return declared(schema as Readonly<Record<string, unknown>>, place)
}

function declared(schema: Readonly<Record<string, unknown>>, place: Place): AvroType {
  switch (schema.type) {
    case 'record':
    case 'error':
      return recordOf(schema, place)
    case 'enum':
      return enumOf(schema, place)
    case 'fixed':
      return fixedOf(schema, place)
    case 'array':
      return { kind: 'array', label: 'array', items: typeOf(schema.items, within(place, 'items')) }
    case 'map':
      return { kind: 'map', label: 'map', values: typeOf(schema.values, within(place, 'values')) }
    default:
      return typeOf(schema.type, within(place, 'type'))
  }
}

function recordOf(schema: Readonly<Record<string, unknown>>, place: Place): AvroType {
  const label = nameOf(schema, place)
  const fields: RecordField[] = []
  const record: AvroType = { kind: 'record', label, fields }
  define(label, record, place)
  const taken = new Set<string>()
  const inside = { ...place, namespace: namespaceOf(label) }
  listOf(schema.fields, within(place, 'fields')).forEach((field, index) => {
    const at = within(inside, `fields/${index}`)
    if (typeof field !== 'object' || field === null) throw invalid(at, `expected a field, found ${found(field)}`)
    const { name, type } = field as Readonly<Record<string, unknown>>
    fields.push({
      name: uniqueName(name, taken, within(at, 'name')),
      type: typeOf(type, within(at, 'type')),
      ...(Object.hasOwn(field, 'default') && { default: (field as { readonly default: unknown }).default }),
    })
  })
  return record
}

function enumOf(schema: Readonly<Record<string, unknown>>, place: Place): AvroType {
  const label = nameOf(schema, place)
  const taken = new Set<string>()
  const listed = listOf(schema.symbols, within(place, 'symbols'))
  const symbols = listed.map((symbol, index) => uniqueName(symbol, taken, within(place, `symbols/${index}`)))
  return define(label, { kind: 'enum', label, symbols }, place)
}

function fixedOf(schema: Readonly<Record<string, unknown>>, place: Place): AvroType {
  const label = nameOf(schema, place)
  const { size } = schema
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalid(within(place, 'size'), `expected a number of bytes, found ${found(size)}`)
  }
  return define(label, { kind: 'fixed', label, size }, place)
}

function unionOf(listed: readonly unknown[], place: Place): AvroType {
  const labels = new Set<string>()
  const branches = listed.map((schema, index) => {
    const at = within(place, String(index))
    const branch = typeOf(schema, at)
    if (branch.kind === 'union') throw invalid(at, 'a union directly inside a union')
    if (labels.has(branch.label)) throw invalid(at, `a second ${branch.label} in one union`)
    labels.add(branch.label)
    return branch
  })
  return { kind: 'union', label: 'union', branches }
}

function nameOf(schema: Readonly<Record<string, unknown>>, place: Place): string {
  const { name, namespace } = schema
  if (typeof name !== 'string') throw invalid(within(place, 'name'), `expected a name, found ${found(name)}`)
  const full = fullName(name, typeof namespace === 'string' ? namespace : place.namespace)
  for (const part of full.split('.')) {
    if (!simpleName.test(part)) throw invalid(within(place, 'name'), `${found(full)} is not a name`)
  }
  return full
}

function uniqueName(name: unknown, taken: Set<string>, place: Place): string {
  if (typeof name !== 'string' || !simpleName.test(name)) throw invalid(place, `expected a name, found ${found(name)}`)
  if (taken.has(name)) throw invalid(place, `${name} comes twice`)
  taken.add(name)
  return name
}

function define(fullName: string, type: AvroType, place: Place): AvroType {
  try {
    place.names.define(fullName, type)
  } catch (cause) {
    throw invalid(within(place, 'name'), (cause as Error).message)
  }
  return type
}

function listOf(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(place, `expected a list, found ${found(value)}`)
  return value
}

function within(place: Place, step: string): Place {
  return { ...place, path: `${place.path}/${step}`, depth: place.depth + 1 }
}

function invalid(place: Place, what: string): InvalidSchema {
  return new InvalidSchema(`Invalid schema: ${place.path === '' ? '' : `${place.path}: `}${what}.`)
}
