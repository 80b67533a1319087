import { Malformed } from '../malformed.ts'
import { bits, readEnd, readTag, readVarint } from './cursor.ts'
import { type Field, MAX_DEPTH, type MessageType, type ValueType } from './plan.ts'
import { scalars, wireTypeOf } from './scalars.ts'
import { LENGTH, START_GROUP, skip, skipGroup, type Wire } from './wire.ts'
import { zeroOf } from './zero.ts'

/** JSON texts by the places of fields: of one value, of many, of a map's keys and values, or where the bytes of a message are. */
type Found = string | string[] | Map<string, string> | { readonly ranges: [number, number][] }

interface FoundFields {
  readonly values: (Found | undefined)[]
  /** By oneof: the place of its field that came last. */
  readonly chosen: (number | undefined)[]
}

/**
 * Reads a message as canonical JSON (Protocol Buffers, "ProtoJSON Format"): fields in the order of their numbers, with the
 * defaults of those that are absent (contract B.3). Fields that the schema does not have are left out.
 *
 * @throws Malformed
 */
export function readMessage(wire: Wire, type: MessageType, end: number, depth = 0): string {
  if (depth > MAX_DEPTH) throw new Malformed('it is nested too deeply')
  const outer = wire.end
  wire.end = end
  // A message of many fields costs as much as they are, be it empty.
  spend(wire, type.fields.length >>> 3)
  const found: FoundFields = { values: new Array(type.fields.length), chosen: [] }
  while (wire.at < end) {
    const tag = readTag(wire)
    const field = type.byNumber.get(tag >>> 3)
    if (!field || !readField(wire, field, tag & 7, found, depth)) skip(wire, tag)
  }
  wire.end = outer
  const texts = new Array<string | undefined>(type.fields.length)
  for (const field of type.fields) texts[field.index] = textOf(wire, type, field, found.values[field.index], depth)
  const { special } = type
  if (special) {
    const text = (number: number) => texts[type.byNumber.get(number)?.index ?? -1]
    return special.text(text, type, (of, bytes) => {
      const inner = { source: bytes, at: 0, end: bytes.length, room: wire.room }
      const shown = readMessage(inner, of, bytes.length, depth + 1)
      wire.room = inner.room
      return shown
    })
  }
  return objectOf(wire, type, texts)
}

function objectOf(wire: Wire, type: MessageType, texts: readonly (string | undefined)[]): string {
  let object = ''
  for (const { index, label } of type.fields) {
    const text = texts[index]
    if (text === undefined) continue
    spend(wire, label.length + 4)
    object += object === '' ? label + text : `,${label}${text}`
  }
  return `{${object}}`
}

function textOf(wire: Wire, type: MessageType, field: Field, found: Found | undefined, depth: number) {
  if (found === undefined) {
    if (field.required) throw new Malformed(`it has no ${field.name}, which ${type.name} requires`)
    return field.absent
  }
  if (typeof found === 'string') return found
  if (Array.isArray(found)) return `[${found.join()}]`
  if (found instanceof Map) return `{${[...found].map(([key, value]) => `${key}:${value}`).join()}}`
  return merged(wire, field.type as MessageType, found.ranges, depth)
}

/** A message that comes in several pieces is what they are together. */
function merged(wire: Wire, type: MessageType, ranges: readonly [number, number][], depth: number): string {
  const [first] = ranges
  if (first && ranges.length === 1) return nested(wire, type, first[0], first[1], depth)
  const bytes = Buffer.concat(ranges.map(([from, to]) => wire.source.subarray(from, to)))
  const inner: Wire = { source: bytes, at: 0, end: bytes.length, room: wire.room }
  const text = readMessage(inner, type, bytes.length, depth + 1)
  wire.room = inner.room
  return text
}

function nested(wire: Wire, type: MessageType, from: number, to: number, depth: number): string {
  const { at } = wire
  const outer = wire.end
  wire.at = from
  wire.end = to
  const text = readMessage(wire, type, to, depth + 1)
  wire.end = outer
  wire.at = at
  return text
}

/** @returns false  it is not laid out as a value of the field: it counts as one that the schema does not have */
function readField(wire: Wire, field: Field, wireType: number, found: FoundFields, depth: number): boolean {
  const { values } = found
  const { index, type, shape } = field
  const own = field.delimited ? START_GROUP : wireTypeOf(type)
  if (shape === 'map') {
    if (wireType !== LENGTH) return false
    values[index] ??= new Map()
    readEntry(wire, field, values[index] as Map<string, string>, depth)
  } else if (shape === 'repeated') {
    const isPacked = wireType === LENGTH && own !== LENGTH && own !== START_GROUP
    if (wireType !== own && !isPacked) return false
    values[index] ??= []
    const list = values[index] as string[]
    if (isPacked) readPacked(wire, type, list)
    else if (field.delimited) list.push(readGroup(wire, field, depth))
    else add(list, readValue(wire, type, depth))
  } else if (wireType !== own) return false
  else if (type.kind === 'message') {
    choose(field, found)
    values[index] ??= { ranges: [] }
    const { ranges } = values[index] as { ranges: [number, number][] }
    ranges.push(passMessage(wire, field))
  } else {
    const text = readValue(wire, type, depth)
    if (text === undefined) return true
    choose(field, found)
    values[index] = text
  }
  return true
}

/** Where the bytes of a message begin and end, which comes next. */
function passMessage(wire: Wire, { number, delimited }: Field): [number, number] {
  if (delimited) {
    const from = wire.at
    return [from, skipGroup(wire, (number << 3) | START_GROUP)]
  }
  const end = readEnd(wire)
  const from = wire.at
  wire.at = end
  return [from, end]
}

function readGroup(wire: Wire, field: Field, depth: number): string {
  const [from, end] = passMessage(wire, field)
  return nested(wire, field.type as MessageType, from, end, depth)
}

/** Of several of a oneof the last counts. */
function choose({ oneof, index }: Field, { values, chosen }: FoundFields): void {
  if (oneof === undefined) return
  const before = chosen[oneof]
  if (before !== undefined && before !== index) values[before] = undefined
  chosen[oneof] = index
}

function readPacked(wire: Wire, type: ValueType, values: string[]): void {
  const outer = wire.end
  wire.end = readEnd(wire)
  while (wire.at < wire.end) add(values, readValue(wire, type, 0))
  wire.end = outer
}

function add(values: string[], text: string | undefined): void {
  if (text !== undefined) values.push(text)
}

function readEntry(wire: Wire, { type, key }: Field, entries: Map<string, string>, depth: number): void {
  const scalar = scalars[key?.name ?? 'string']
  const outer = wire.end
  const end = readEnd(wire)
  wire.end = end
  let name = key ? zeroOf(key) : '""'
  let value: string | undefined
  while (wire.at < end) {
    const tag = readTag(wire)
    if (tag === ((1 << 3) | scalar.wireType)) name = scalar.read(wire)
    else if (tag === ((2 << 3) | wireTypeOf(type))) value = readValue(wire, type, depth)
    else skip(wire, tag)
  }
  wire.end = outer
  value ??= type.kind === 'message' ? nested(wire, type, end, end, depth) : zeroOf(type)
  const quoted = name.startsWith('"') ? name : `"${name}"`
  spend(wire, quoted.length + 2)
  entries.set(quoted, value)
}

/** @returns undefined  it is a number that a closed enum has no name for: as if it were not there */
function readValue(wire: Wire, type: ValueType, depth: number): string | undefined {
  const text = valueText(wire, type, depth)
  if (text !== undefined && type.kind !== 'message') spend(wire, text.length + 1)
  return text
}

function valueText(wire: Wire, type: ValueType, depth: number): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return scalars[type.name].read(wire)
    case 'enum': {
      readVarint(wire)
      if (type.zero === 'null') return 'null'
      const name = type.names.get(bits.low)
      if (name !== undefined) return JSON.stringify(name)
      return type.closed ? undefined : String(bits.low)
    }
    default: {
      const end = readEnd(wire)
      return readMessage(wire, type, end, depth + 1)
    }
  }
}

/** What takes few bytes may take much text: defaults, and names. @throws Malformed */
function spend(wire: Wire, characters: number): void {
  wire.room -= characters
  if (wire.room < 0) throw new Malformed('its text is far longer than its bytes')
}
