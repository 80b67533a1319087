import { expected, inside, Mismatch } from '../mismatch.ts'
import type { Sink } from '../sink.ts'
import { type EnumType, type Field, MAX_DEPTH, type MessageType, type ValueType } from './plan.ts'
import { scalars, wireTypeOf, writeInt32 } from './scalars.ts'
import { END_GROUP, LENGTH, START_GROUP, writeSized, writeVarint32 } from './wire.ts'

/**
 * Writes a message from its canonical JSON (Protocol Buffers, "ProtoJSON Format"), fields in the order of their numbers. Fields
 * go by their name in JSON or by that in the schema; null is an absent field.
 *
 * @throws Mismatch
 */
export function writeMessage(sink: Sink, type: MessageType, datum: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw new Mismatch(`nested more than ${MAX_DEPTH} messages deep`)
  const { special } = type
  const members = special ? special.members(datum, (each, of) => separately(sink, of, each, depth), type) : datum
  if (!isObject(members)) throw expected(`an object of ${type.name}`, datum)
  for (const { field, member } of givenOf(type, members)) {
    try {
      writeField(sink, field, member, depth)
    } catch (error) {
      throw special ? error : inside(field.name, error)
    }
  }
}

/** A message's bytes by themselves, as `google.protobuf.Any` has them. */
function separately(sink: Sink, type: MessageType, datum: unknown, depth: number): Buffer {
  const start = sink.at - sink.start
  writeMessage(sink, type, datum, depth + 1)
  const bytes = Buffer.from(sink.bytes.subarray(sink.start + start, sink.at))
  sink.at = sink.start + start
  return bytes
}

interface Given {
  readonly field: Field
  readonly member: unknown
}

/** The members of an object in the order of their fields. What a message may have and has not costs nothing here. */
function givenOf(type: MessageType, members: Readonly<Record<string, unknown>>): readonly Given[] {
  const given: Given[] = []
  let last = -1
  let isSorted = true
  for (const name of Object.keys(members)) {
    const field = type.byName.get(name)
    if (!field) throw inside(name, new Mismatch(`${type.name} has no such field`))
    const member = members[name]
    if (member === null && !(field.shape === 'singular' && takesNull(field.type))) continue
    given.push({ field, member })
    if (field.index < last) isSorted = false
    last = field.index
  }
  if (!isSorted) given.sort((a, b) => a.field.index - b.field.index)
  checkTogether(type, given)
  return given
}

function checkTogether({ required }: MessageType, given: readonly Given[]): void {
  let chosen: Map<number, Field> | undefined
  let next = 0
  let last: Field | undefined
  for (const { field } of given) {
    if (field === last) throw inside(field.name, new Mismatch('is there by both of its names'))
    if (field.oneof !== undefined) {
      chosen ??= new Map()
      const other = chosen.get(field.oneof)
      if (other) throw new Mismatch(`only one of ${other.name} and ${field.name} may be there`)
      chosen.set(field.oneof, field)
    }
    if (field === required[next]) next++
    last = field
  }
  const missing = required[next]
  if (missing) throw inside(missing.name, new Mismatch('is required and not there'))
}

/** Of the two types that null is a value of. */
function takesNull({ name }: ValueType): boolean {
  return name === 'google.protobuf.Value' || name === 'google.protobuf.NullValue'
}

function writeField(sink: Sink, field: Field, datum: unknown, depth: number): void {
  if (field.shape === 'map') writeMap(sink, field, datum, depth)
  else if (field.shape === 'repeated') writeRepeated(sink, field, datum, depth)
  else writeSingular(sink, field, datum, depth)
}

function writeSingular(sink: Sink, field: Field, datum: unknown, depth: number): void {
  if (field.delimited) {
    writeGroup(sink, field, datum, depth)
    return
  }
  const start = sink.at - sink.start
  writeTag(sink, field.number, wireTypeOf(field.type))
  const from = sink.at - sink.start
  writeValue(sink, field.type, datum, depth)
  if (field.implicit && isZero(sink, from)) sink.at = sink.start + start
}

/** A message between tags. */
function writeGroup(sink: Sink, { number, type }: Field, datum: unknown, depth: number): void {
  writeTag(sink, number, START_GROUP)
  writeMessage(sink, type as MessageType, datum, depth + 1)
  writeTag(sink, number, END_GROUP)
}

function writeRepeated(sink: Sink, field: Field, datum: unknown, depth: number): void {
  const { number, type, packed } = field
  if (!Array.isArray(datum)) throw expected('an array', datum)
  if (datum.length === 0) return
  const each = (work: (value: unknown) => void) => {
    for (let i = 0; i < datum.length; i++) {
      try {
        work(datum[i])
      } catch (error) {
        throw inside(i, error)
      }
    }
  }
  if (packed) {
    writeTag(sink, number, LENGTH)
    writeSized(sink, () => each((value) => writeValue(sink, type, value, depth)))
    return
  }
  if (field.delimited) {
    each((value) => writeGroup(sink, field, value, depth))
    return
  }
  each((value) => {
    writeTag(sink, number, wireTypeOf(type))
    writeValue(sink, type, value, depth)
  })
}

/** Entries are messages of a key, 1, and a value, 2. */
function writeMap(sink: Sink, { number, type, key: keyType }: Field, datum: unknown, depth: number): void {
  if (!isObject(datum)) throw expected('an object', datum)
  const name = keyType?.name ?? 'string'
  const scalar = scalars[name]
  for (const key of Object.keys(datum)) {
    try {
      writeTag(sink, number, LENGTH)
      writeSized(sink, () => {
        writeTag(sink, 1, scalar.wireType)
        scalar.write(sink, name === 'bool' ? flagOf(key) : key)
        writeTag(sink, 2, wireTypeOf(type))
        writeValue(sink, type, datum[key], depth)
      })
    } catch (error) {
      throw inside(key, error)
    }
  }
}

function flagOf(key: string): unknown {
  return key === 'true' ? true : key === 'false' ? false : key
}

function writeValue(sink: Sink, type: ValueType, datum: unknown, depth: number): void {
  if (type.kind === 'scalar') scalars[type.name].write(sink, datum)
  else if (type.kind === 'enum') writeInt32(sink, numberOf(type, datum))
  else writeSized(sink, () => writeMessage(sink, type, datum, depth + 1))
}

function numberOf(type: EnumType, datum: unknown): number {
  if (datum === null && takesNull(type)) return 0
  if (typeof datum === 'string') {
    const number = type.numbers.get(datum)
    if (number !== undefined) return number
  } else if (typeof datum === 'number' && (datum | 0) === datum && (!type.closed || type.names.has(datum))) {
    return datum
  }
  throw expected(`the name of a value of the enum ${type.name}`, datum)
}

function writeTag(sink: Sink, number: number, wireType: number): void {
  writeVarint32(sink, ((number << 3) | wireType) >>> 0)
}

/** Whether what is written from a place on is a zero, an empty string or no bytes. Minus zero is none. */
function isZero(sink: Sink, from: number): boolean {
  for (let at = sink.start + from; at < sink.at; at++) if (sink.bytes[at] !== 0) return false
  return true
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
