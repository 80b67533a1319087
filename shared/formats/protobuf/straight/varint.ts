import { Malformed, tooShort } from '../../malformed.ts'
import type { Reading } from '../../reading/reading.ts'

/** The last varint or fixed number read: its lower and upper 32 bits, as signed numbers. One for all: a result in parts would cost an object each. */
export const bits = { low: 0, high: 0 }

/** @throws Malformed */
export function readVarint(reading: Reading): void {
  const { source, at, end } = reading
  if (at >= end) throw tooShort()
  const byte = source[at] as number
  if (byte < 0x80) {
    bits.low = byte
    bits.high = 0
    reading.at = at + 1
  } else readLong(reading)
}

function readLong(reading: Reading): void {
  const { source, end } = reading
  let { at } = reading
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
      reading.at = at
      return
    }
  }
  throw new Malformed('it has a number of more than 64 bits')
}

/** A field's number and layout. @throws Malformed */
export function readTag(reading: Reading): number {
  readVarint(reading)
  if (bits.high !== 0) throw new Malformed('it has a field without a number')
  return bits.low >>> 0
}

/** Where the bytes end that come next, with their length in front. @throws Malformed */
export function readEnd(reading: Reading): number {
  readVarint(reading)
  const size = bits.low >>> 0
  if (bits.high !== 0 || size > reading.end - reading.at) throw tooShort()
  return reading.at + size
}

/** @throws Malformed */
export function readFixed32(reading: Reading): void {
  if (reading.end - reading.at < 4) throw tooShort()
  bits.low = reading.source.readInt32LE(reading.at)
  bits.high = 0
  reading.at += 4
}

/** @throws Malformed */
export function readFixed64(reading: Reading): void {
  if (reading.end - reading.at < 8) throw tooShort()
  bits.low = reading.source.readInt32LE(reading.at)
  bits.high = reading.source.readInt32LE(reading.at + 4)
  reading.at += 8
}
