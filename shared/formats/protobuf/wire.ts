import { Malformed } from '../malformed.ts'
import { reserve, type Sink } from '../sink.ts'
import { type Cursor, readEnd, readFixed32, readFixed64, readTag, readVarint } from './cursor.ts'

/** How values are laid out (Protocol Buffers encoding). */
export const VARINT = 0
export const FIXED64 = 1
export const LENGTH = 2
export const START_GROUP = 3
export const END_GROUP = 4
export const FIXED32 = 5

/** Bytes that are read. */
export interface Wire extends Cursor {
  /** Characters of text that may still be made of it. */
  room: number
}

/** Passes a field that the schema does not have. */
export function skip(wire: Cursor, tag: number, depth = 0): void {
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
export function skipGroup(wire: Cursor, tag: number, depth = 0): number {
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
