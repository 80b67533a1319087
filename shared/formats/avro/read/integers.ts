import { writeDigits, writePadded } from '../../digits.ts'
import { Malformed, tooShort } from '../../malformed.ts'
import type { Reading } from '../../reading/reading.ts'
import { readVarint } from './varint.ts'

const minus = 0x2d

/** Needs room for a sign and 10 digits. @throws Malformed */
export function readInt(reading: Reading): void {
  const value = readVarint(reading)
  if (value < 0) reading.bytes[reading.length++] = minus
  reading.length = writeDigits(reading.words, reading.length, Math.abs(value))
}

/**
 * All digits of 64 bits, exactly, which a number does not hold: read in parts of 28, 28 and 8 bits. Needs room for a sign and
 * 19 digits.
 *
 * @throws Malformed
 */
export function readLong(reading: Reading): void {
  const { source, end } = reading
  let { at } = reading
  let byte = 0x80
  let low = 0
  for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
    if (at >= end) throw tooShort()
    byte = source[at++] as number
    low |= (byte & 0x7f) << shift
  }
  let middle = 0
  for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
    if (at >= end) throw tooShort()
    byte = source[at++] as number
    middle |= (byte & 0x7f) << shift
  }
  let high = 0
  for (let shift = 0; shift < 14 && byte >= 0x80; shift += 7) {
    if (at >= end) throw tooShort()
    byte = source[at++] as number
    high |= (byte & 0x7f) << shift
  }
  if (byte >= 0x80 || high > 0xff) throw new Malformed('it has a long of more than 64 bits')
  reading.at = at
  // The lowest bit is the sign; a negative number is one more than what the others say.
  const sign = low & 1
  if (sign === 1) reading.bytes[reading.length++] = minus
  reading.length = writeMagnitude(reading.words, reading.length, high * 2 ** 28 + middle, (low >>> 1) + sign)
}

/** Writes `above` × 2^27 + `below`. Where that does not fit in a number it is divided by 10^8 in steps that do. */
function writeMagnitude(words: DataView, at: number, above: number, below: number): number {
  if (above < 2 ** 26) return writeDigits(words, at, above * 2 ** 27 + below)
  const first = Math.floor(above / 1e8)
  const rest = (above - first * 1e8) * 2 ** 14
  const second = Math.floor(rest / 1e8)
  const last = (rest - second * 1e8) * 2 ** 13 + below
  const third = Math.floor(last / 1e8)
  const end = writeDigits(words, at, first * 2 ** 27 + second * 2 ** 13 + third)
  return writePadded(words, end, last - third * 1e8, 8)
}
