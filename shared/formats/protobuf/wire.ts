import { Malformed, tooShort } from '../malformed.ts'
import { reserve, type Sink } from '../sink.ts'

/** How values are laid out (Protocol Buffers encoding). */
export const VARINT = 0
export const FIXED64 = 1
export const LENGTH = 2
export const START_GROUP = 3
export const END_GROUP = 4
export const FIXED32 = 5

/** Bytes that are read. */
export interface Wire {
  readonly bytes: Buffer
  at: number
  end: number
  /** The last varint or fixed number read: its lower and upper 32 bits, as signed numbers. */
  low: number
  high: number
  /** Characters of text that may still be made of it. */
  room: number
}

export function readVarint(wire: Wire): void {
  let low = 0
  let high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    if (wire.at >= wire.end) throw tooShort()
    const byte = wire.bytes[wire.at++] as number
    const bits = byte & 0x7f
    if (shift < 28) low |= bits << shift
    else if (shift === 28) {
      low |= bits << 28
      high |= bits >>> 4
    } else high |= bits << (shift - 32)
    if (byte < 0x80) {
      wire.low = low
      wire.high = high
      return
    }
  }
  throw new Malformed('it has a number of more than 64 bits')
}

/** A field's number and layout. */
export function readTag(wire: Wire): number {
  readVarint(wire)
  const tag = wire.low >>> 0
  if (wire.high !== 0 || tag >>> 3 === 0) throw new Malformed('it has a field without a number')
  return tag
}

/** Where the bytes end that come next, with their length in front. */
export function readEnd(wire: Wire): number {
  readVarint(wire)
  const size = wire.low >>> 0
  if (wire.high !== 0 || size > wire.end - wire.at) throw tooShort()
  return wire.at + size
}

export function readFixed32(wire: Wire): void {
  if (wire.end - wire.at < 4) throw tooShort()
  wire.low = wire.bytes.readInt32LE(wire.at)
  wire.high = 0
  wire.at += 4
}

export function readFixed64(wire: Wire): void {
  if (wire.end - wire.at < 8) throw tooShort()
  wire.low = wire.bytes.readInt32LE(wire.at)
  wire.high = wire.bytes.readInt32LE(wire.at + 4)
  wire.at += 8
}

/** Passes a field that the schema does not have. */
export function skip(wire: Wire, tag: number, depth = 0): void {
  switch (tag & 7) {
    case VARINT:
      readVarint(wire)
      break
    case FIXED64:
      readFixed64(wire)
      break
    case LENGTH:
      wire.at = readEnd(wire)
      break
    case FIXED32:
      readFixed32(wire)
      break
    case START_GROUP:
      skipGroup(wire, tag, depth)
      break
    default:
      throw new Malformed(`it has a field of the wire type ${tag & 7}`)
  }
}

const MAX_GROUPS = 100

/**
 * Passes a group whose first tag has been read.
 *
 * @returns where its last tag begins
 * @throws Malformed
 */
export function skipGroup(wire: Wire, tag: number, depth = 0): number {
  if (depth > MAX_GROUPS) throw new Malformed('it is nested too deeply')
  for (;;) {
    const { at } = wire
    const next = readTag(wire)
    if (next === tag + 1) return at
    skip(wire, next, depth + 1)
  }
}

/** @param value  0 to 2^32 − 1 */
export function writeVarint32(sink: Sink, value: number): void {
  reserve(sink, 5)
  let rest = value >>> 0
  while (rest > 0x7f) {
    sink.bytes[sink.at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  sink.bytes[sink.at++] = rest
}

/** @param value  0 to 2^53 − 1 */
export function writeVarint53(sink: Sink, value: number): void {
  reserve(sink, 8)
  let rest = value
  while (rest > 0x7fffffff) {
    sink.bytes[sink.at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  writeVarint32(sink, rest)
}

/** @param value  of 64 bits, signed or not */
export function writeVarint64(sink: Sink, value: bigint): void {
  reserve(sink, 10)
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    sink.bytes[sink.at++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  sink.bytes[sink.at++] = Number(rest)
}

/** Writes what `write` writes, with its length in front. */
export function writeSized(sink: Sink, write: () => void): void {
  reserve(sink, 1)
  const from = ++sink.at - sink.start
  write()
  const size = sink.at - sink.start - from
  const more = sizeOfVarint(size) - 1
  // Most are shorter than 128 bytes: for the others their bytes make room.
  if (more > 0) {
    reserve(sink, more)
    const start = sink.start + from
    sink.bytes.copyWithin(start + more, start, sink.at)
    sink.at += more
  }
  let at = sink.start + from - 1
  let rest = size
  for (; rest > 0x7f; rest >>>= 7) sink.bytes[at++] = (rest & 0x7f) | 0x80
  sink.bytes[at] = rest
}

function sizeOfVarint(value: number): number {
  if (value < 2 ** 7) return 1
  if (value < 2 ** 14) return 2
  if (value < 2 ** 21) return 3
  return value < 2 ** 28 ? 4 : 5
}
