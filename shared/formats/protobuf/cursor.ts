import { Malformed, tooShort } from '../malformed.ts'

/** Bytes on their way: what is not read yet, from `at` to `end`. */
export interface Cursor {
  readonly source: Buffer
  at: number
  end: number
}

/** The last varint or fixed number read: its lower and upper 32 bits, as signed numbers. One for all: a result in parts would cost an object each. */
export const bits = { low: 0, high: 0 }

/** @throws Malformed */
export function readVarint(cursor: Cursor): void {
  const { source, at, end } = cursor
  if (at >= end) throw tooShort()
  const byte = source[at] as number
  if (byte < 0x80) {
    bits.low = byte
    bits.high = 0
    cursor.at = at + 1
  } else readLong(cursor)
}

function readLong(cursor: Cursor): void {
  const { source, end } = cursor
  let { at } = cursor
  let low = 0
  let high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    if (at >= end) throw tooShort()
    const byte = source[at++] as number
    const seven = byte & 0x7f
    if (shift < 28) low |= seven << shift
    else if (shift === 28) {
      low |= seven << 28
      high = seven >>> 4
    } else high |= seven << (shift - 32)
    if (byte < 0x80) {
      bits.low = low
      bits.high = high
      cursor.at = at
      return
    }
  }
  throw new Malformed('it has a number of more than 64 bits')
}

/** A field's number and layout. @throws Malformed */
export function readTag(cursor: Cursor): number {
  readVarint(cursor)
  const tag = bits.low >>> 0
  if (bits.high !== 0 || tag >>> 3 === 0) throw new Malformed('it has a field without a number')
  return tag
}

/** Where the bytes end that come next, with their length in front. @throws Malformed */
export function readEnd(cursor: Cursor): number {
  readVarint(cursor)
  const size = bits.low >>> 0
  if (bits.high !== 0 || size > cursor.end - cursor.at) throw tooShort()
  return cursor.at + size
}

/** @throws Malformed */
export function readFixed32(cursor: Cursor): void {
  if (cursor.end - cursor.at < 4) throw tooShort()
  bits.low = cursor.source.readInt32LE(cursor.at)
  bits.high = 0
  cursor.at += 4
}

/** @throws Malformed */
export function readFixed64(cursor: Cursor): void {
  if (cursor.end - cursor.at < 8) throw tooShort()
  bits.low = cursor.source.readInt32LE(cursor.at)
  bits.high = cursor.source.readInt32LE(cursor.at + 4)
  cursor.at += 8
}
