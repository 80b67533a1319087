import protobuf from 'protobufjs'
import { fieldFeatures, isClosed, isOptional3, nameOf, type Syntax } from './features.ts'
import { type EnumType, type Field, type MessageType, SCALARS, type ScalarType, type ValueType } from './plan.ts'
import { wellKnown } from './well-known.ts'
import { zeroOf } from './zero.ts'

type Draft<Type> = { -readonly [Member in keyof Type]: Type[Member] }

/** Makes types to encode and decode by of those that protobufjs has parsed; each once, as they may refer to each other. */
export interface Planner {
  plan(type: protobuf.Type): MessageType
}

/**
 * @param syntaxes  what the files of the types are written in
 * @param googles   types of Google's own files: others may have the same names
 */
export function createPlanner(
  root: protobuf.Root,
  syntaxes: ReadonlyMap<protobuf.ReflectionObject, Syntax>,
  googles: ReadonlySet<protobuf.Type>,
): Planner & { readonly types: () => void } {
  const messages = new Map<protobuf.Type, MessageType>()
  const enums = new Map<protobuf.Enum, EnumType>()
  const scalars = new Map<string, ScalarType>(SCALARS.map((name) => [name, { kind: 'scalar', name }]))
  const waiting: (() => void)[] = []

  function plan(type: protobuf.Type): MessageType {
    const known = messages.get(type)
    if (known) return known
    const name = type.fullName.replace(/^\./, '')
    const special = googles.has(type) ? wellKnown.get(name) : undefined
    const message: Draft<MessageType> = {
      kind: 'message',
      name,
      ...(special && { special }),
      fields: [],
      byName: new Map(),
      byNumber: new Map(),
      required: [],
      nested: () => type.nestedArray.filter((each) => each instanceof protobuf.Type).map((each) => complete(each)),
      find: (name) => {
        const found = descend(root, name.split('.'))
        return found instanceof protobuf.Type ? complete(found) : undefined
      },
    }
    messages.set(type, message)
    // Not by recursion: types may refer to each other in chains of any length.
    waiting.push(() => fill(message, type))
    return message
  }

  function fill(message: Draft<MessageType>, type: protobuf.Type): void {
    const oneofs = type.oneofsArray.filter((oneof) => oneof.fieldsArray.some((field) => !isOptional3(field)))
    const own = type.fieldsArray.filter((field) => field.declaringField === null && !field.name.startsWith('.'))
    const fields = own
      .toSorted((a, b) => a.id - b.id)
      .map((field, index) => fieldOf(field, index, type, field.partOf ? oneofs.indexOf(field.partOf) : -1))
    message.fields = fields
    message.byNumber = new Map(fields.map((field) => [field.number, field]))
    message.byName = namesOf(fields, own, message.name)
    message.required = fields.filter((field) => field.required)
  }

  function fieldOf(field: protobuf.Field, index: number, parent: protobuf.Type, oneof: number): Field {
    const type = typeOf(field.type, parent)
    const name = jsonNameOf(field)
    const syntax = syntaxes.get(parent) ?? 'proto2'
    const features = fieldFeatures(field, syntax)
    const key = field instanceof protobuf.MapField ? scalars.get(field.keyType) : undefined
    const shape = key ? 'map' : field.repeated ? 'repeated' : 'singular'
    const implicit = features.implicit && shape === 'singular' && type.kind !== 'message' && oneof < 0
    const silent = syntax === 'proto3' || oneof >= 0 || features.required
    const absent = shape === 'singular' ? absentOf(field, type, implicit, silent) : EMPTY[shape]
    return {
      index,
      number: field.id,
      name,
      label: `${JSON.stringify(name)}:`,
      type,
      shape,
      ...(key && { key }),
      packed: features.packed && shape === 'repeated' && isPackable(type),
      delimited: features.delimited && shape !== 'map' && type.kind === 'message',
      required: features.required,
      implicit,
      ...(oneof >= 0 && { oneof }),
      ...(absent !== undefined && { absent }),
    }
  }

  function typeOf(name: string, scope: protobuf.Type): ValueType {
    const scalar = scalars.get(name)
    if (scalar) return scalar
    const found = find(name, scope, root)
    if (found instanceof protobuf.Type) return plan(found)
    if (found instanceof protobuf.Enum) return enumOf(found)
    throw new Error(`${scope.fullName.replace(/^\./, '')}: unknown type '${name}'`)
  }

  function enumOf(declared: protobuf.Enum): EnumType {
    const known = enums.get(declared)
    if (known) return known
    const name = declared.fullName.replace(/^\./, '')
    const entries = Object.entries(declared.values)
    const first = entries[0]
    if (!first) throw new Error(`the enum ${name} has no values`)
    const made: EnumType = {
      kind: 'enum',
      name,
      numbers: new Map(entries),
      names: new Map(entries.toReversed().map(([each, number]) => [number, each])),
      closed: isClosed(declared, syntaxes.get(declared)),
      zero: name === 'google.protobuf.NullValue' ? 'null' : JSON.stringify(first[0]),
    }
    enums.set(declared, made)
    return made
  }

  /** Fills what has been found meanwhile, and what that refers to. */
  function types(): void {
    for (let work = waiting.pop(); work; work = waiting.pop()) work()
  }

  function complete(type: protobuf.Type): MessageType {
    const message = plan(type)
    types()
    return message
  }

  return { plan, types }
}

const EMPTY = { repeated: '[]', map: '{}' } as const

/** What is shown in place of a field that is absent: its default, unless it can be told whether it is there. */
function absentOf(field: protobuf.Field, type: ValueType, implicit: boolean, silent: boolean): string | undefined {
  if (type.kind === 'message' || (silent && !implicit)) return undefined
  return zeroOf(type, implicit ? undefined : field.getOption('default'))
}

function isPackable(type: ValueType): boolean {
  return type.kind === 'enum' || (type.kind === 'scalar' && type.name !== 'string' && type.name !== 'bytes')
}

function namesOf(fields: readonly Field[], declared: readonly protobuf.Field[], message: string): Map<string, Field> {
  const names = new Map<string, Field>()
  const numbers = new Map(fields.map((field) => [field.number, field]))
  for (const each of declared) {
    const field = numbers.get(each.id) as Field
    for (const name of new Set([field.name, nameOf(each)])) {
      if (names.has(name)) throw new Error(`${message} has two fields that are '${name}' in JSON`)
      names.set(name, field)
    }
  }
  return names
}

/** Underscores go, the letter behind each is a capital one, as protoc has it. */
function jsonNameOf(field: protobuf.Field): string {
  const given = field.getOption('json_name')
  if (typeof given === 'string') return given
  return nameOf(field).replace(/_+([a-z])?/g, (_, letter?: string) => letter?.toUpperCase() ?? '')
}

/** Looks a name up from the inside outwards, as the language has it. */
function find(name: string, scope: protobuf.Type, root: protobuf.Root): protobuf.ReflectionObject | undefined {
  if (name.startsWith('.')) return descend(root, name.slice(1).split('.'))
  const parts = name.split('.')
  for (let at: protobuf.ReflectionObject | null = scope; at; at = at.parent) {
    const found = descend(at, parts)
    if (found) return found
  }
  return undefined
}

function descend(from: protobuf.ReflectionObject, parts: readonly string[]): protobuf.ReflectionObject | undefined {
  let at: protobuf.ReflectionObject | undefined = from
  for (const part of parts) {
    const nested: unknown = at instanceof protobuf.Namespace ? at.nested : undefined
    if (typeof nested !== 'object' || nested === null || !Object.hasOwn(nested, part)) return undefined
    at = (nested as Readonly<Record<string, protobuf.ReflectionObject>>)[part]
  }
  return at
}
