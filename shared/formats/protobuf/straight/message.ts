import { type ConstantText, constantText } from '../../constant-text.ts'
import { put, putByte, type Reading, reserve } from '../../reading/reading.ts'
import { bits, readEnd, readTag, readVarint } from '../cursor.ts'
import { type EnumType, type Field, MAX_DEPTH, type MessageType, type ValueType } from '../plan.ts'
import { readMessage } from '../read.ts'
import { wireTypeOf } from '../scalars.ts'
import { LENGTH } from '../wire.ts'
import { straightScalars } from './scalars.ts'

/**
 * Reads a value and writes its text.
 *
 * @returns false  it is laid out as serializers seldom lay it out: it has to be read at length
 * @throws Malformed
 */
type ReadStraight = (reading: Reading) => boolean

/** A field in its place. */
interface Step {
  readonly number: number
  /** In front of the value as serializers write it. */
  readonly tag: number
  /** A comma, the name and a colon. */
  readonly lead: ConstantText
  /** What is written, with the lead, when the field is absent; `undefined` for nothing. */
  readonly absent?: ConstantText
  readonly required: boolean
  /** A bit for the oneof it is in; 0 for none. */
  readonly oneof: number
  readonly read: ReadStraight
}

/**
 * Makes the reader of messages as serializers write them: fields by their numbers, each in one place, none that the schema
 * does not have. They are written as they are read, without texts for their parts. All others are for {@link readMessage}.
 *
 * @param known  the readers that there are, as messages may be in each other
 */
export function straightMessage(type: MessageType, known = new Map<MessageType, ReadStraight>()): ReadStraight {
  const made = known.get(type)
  if (made) return made
  const read = type.special ? specialReader(type) : messageReader(type, known)
  known.set(type, read)
  return read
}

function messageReader(type: MessageType, known: Map<MessageType, ReadStraight>): ReadStraight {
  let steps: readonly Step[] | undefined
  return (reading) => {
    // Not before they are needed: messages may be in each other, and in chains of any length.
    steps ??= type.fields.map((field) => stepOf(field, known))
    if (++reading.depth > MAX_DEPTH) return false
    const from = reading.length
    if (!readFields(reading, steps)) return false
    // Each field has a comma in front; the first one's makes room for the brace.
    if (reading.length === from) putByte(reading, OPEN_BRACE)
    else reading.bytes[from] = OPEN_BRACE
    putByte(reading, CLOSE_BRACE)
    reading.depth--
    return true
  }
}

function readFields(reading: Reading, steps: readonly Step[]): boolean {
  let next = 0
  let chosen = 0
  while (reading.at < reading.end) {
    const tag = readTag(reading)
    const number = tag >>> 3
    while (next < steps.length && (steps[next] as Step).number < number) {
      if (!putAbsent(reading, steps[next++] as Step)) return false
    }
    const step = steps[next++]
    if (step === undefined || step.tag !== tag || (chosen & step.oneof) !== 0) return false
    chosen |= step.oneof
    put(reading, step.lead)
    if (!step.read(reading)) return false
  }
  while (next < steps.length) if (!putAbsent(reading, steps[next++] as Step)) return false
  return true
}

function putAbsent(reading: Reading, { absent, required }: Step): boolean {
  if (absent) put(reading, absent)
  return !required
}

function stepOf(
  { number, label, type, shape, packed, delimited, absent, required, oneof }: Field,
  known: Map<MessageType, ReadStraight>,
) {
  const tag = ((number << 3) | (packed ? LENGTH : wireTypeOf(type))) >>> 0
  const value = valueReader(type, known)
  const read =
    shape === 'map' || delimited
      ? atLength
      : shape === 'singular'
        ? value
        : packed
          ? packedReader(value)
          : listReader(value, tag)
  return {
    number,
    tag,
    lead: constantText(`,${label}`),
    ...(absent !== undefined && { absent: constantText(`,${label}${absent}`) }),
    required,
    // More oneofs than there are bits share one: then what could be read straight is read at length.
    oneof: oneof === undefined ? 0 : 1 << Math.min(oneof, 31),
    read,
  } satisfies Step
}

/** Entries of a map may have the same key; groups are seldom met. */
const atLength: ReadStraight = () => false

function valueReader(type: ValueType, known: Map<MessageType, ReadStraight>): ReadStraight {
  if (type.kind === 'enum') return enumReader(type)
  if (type.kind === 'message') {
    const read = straightMessage(type, known)
    return (reading) => within(reading, read)
  }
  const read = straightScalars[type.name]
  return (reading) => {
    read(reading)
    return true
  }
}

/** Reads what comes next with its length in front. */
function within(reading: Reading, read: ReadStraight): boolean {
  const outer = reading.end
  reading.end = readEnd(reading)
  if (!read(reading)) return false
  reading.end = outer
  return true
}

function enumReader(type: EnumType): ReadStraight {
  if (type.zero === 'null') return atLength
  const names = new Map([...type.names].map(([number, name]) => [number, constantText(JSON.stringify(name))]))
  return (reading) => {
    readVarint(reading)
    const name = names.get(bits.low)
    if (name === undefined) return false
    put(reading, name)
    return true
  }
}

function packedReader(value: ReadStraight): ReadStraight {
  return (reading) =>
    within(reading, () => {
      putByte(reading, OPEN_BRACKET)
      for (let first = true; reading.at < reading.end; first = false) {
        reserve(reading, ROOM)
        if (!first) reading.bytes[reading.length++] = COMMA
        if (!value(reading)) return false
      }
      putByte(reading, CLOSE_BRACKET)
      return true
    })
}

/** Values one by one, each with the field's tag. */
function listReader(value: ReadStraight, tag: number): ReadStraight {
  return (reading) => {
    putByte(reading, OPEN_BRACKET)
    for (;;) {
      reserve(reading, ROOM)
      if (!value(reading)) return false
      const { at } = reading
      if (at >= reading.end || readTag(reading) !== tag) {
        reading.at = at
        break
      }
      putByte(reading, COMMA)
    }
    putByte(reading, CLOSE_BRACKET)
    return true
  }
}

/** Of `google.protobuf`'s own types: short ones, which their usual reader does for. */
function specialReader(type: MessageType): ReadStraight {
  return (reading) => {
    const { source, at, end, limit, length } = reading
    const text = readMessage({ source, at, end, room: limit - length }, type, end, reading.depth + 1)
    reserve(reading, text.length * 3)
    reading.length += reading.bytes.write(text, reading.length)
    reading.at = end
    return true
  }
}

/** For a comma and any number. */
const ROOM = 48
const COMMA = 44
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
