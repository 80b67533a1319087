import { writeDigits, writePadded } from '../digits.ts'
import { tooShort } from '../malformed.ts'
import type { Reading } from './reading.ts'
import { writeShortestDouble } from './shortest-double.ts'

const minus = 0x2d
const point = 0x2e
/** Those that are doubles exactly. */
const powersOf10 = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

const smallestNormal = 2 ** -126

/** The bits of a number, and the number. */
const floats = new Float32Array(1)
const floatBits = new Int32Array(floats.buffer)
const doubles = new Float64Array(1)
const doubleBits = new Int32Array(doubles.buffer)

/**
 * The shortest text that is nearest to this float and no other, with at least one decimal, as Java's Avro has it: 0.1, not
 * 0.10000000149011612; 1.0, not 1. What JSON has no number for is a string: "NaN", "Infinity", "-Infinity". Needs room for 40
 * bytes.
 *
 * @throws Malformed
 */
export function readFloat(reading: Reading): void {
  const bits = readWord(reading)
  floatBits[0] = bits
  const value = floats[0] as number
  const size = writeSign(reading, value)
  if (size >= 1e-6 && size < 1e7) writeFloat(reading, size, (bits >>> 23) & 0xff)
  else if (size === 0) writeDecimal(reading, 0, 0, 1)
  else writeAscii(reading, size < Number.POSITIVE_INFINITY ? withPoint(shortestFloat(size)) : `"${value}"`)
}

/**
 * The shortest text that is nearest to this double and no other, otherwise as {@link readFloat}.
 *
 * @throws Malformed
 */
export function readDouble(reading: Reading): void {
  doubleBits[0] = readWord(reading)
  doubleBits[1] = readWord(reading)
  const value = doubles[0] as number
  const size = writeSign(reading, value)
  // Decimals of up to 15 digits all belong to different doubles: if one with 6 places is this one, it is the shortest.
  const scaled = Math.floor(size * 1e6 + 0.5)
  if (scaled / 1e6 === size && size < 1e9) writeDecimal(reading, size, scaled, 6)
  else if (size >= 1e-6 && size < 1e15) writeDouble(reading, size)
  else writeAscii(reading, size < Number.POSITIVE_INFINITY ? withPoint(String(size)) : `"${value}"`)
}

function writeDouble(reading: Reading, size: number): void {
  const exponent = ((doubleBits[1] as number) >>> 20) & 0x7ff
  const end = writeShortestDouble(reading.bytes, reading.words, reading.length, size, exponent)
  if (end < 0) writeAscii(reading, withPoint(String(size)))
  else reading.length = end
}

/** 4 bytes, little-endian. */
function readWord(reading: Reading): number {
  const { source, at } = reading
  if (reading.end - at < 4) throw tooShort()
  reading.at = at + 4
  return (
    (source[at] as number) |
    ((source[at + 1] as number) << 8) |
    ((source[at + 2] as number) << 16) |
    ((source[at + 3] as number) << 24)
  )
}

/** Writes the sign of a number that JSON has one for, and returns its magnitude. */
function writeSign(reading: Reading, value: number): number {
  if (value > 0) return value
  if (value > Number.NEGATIVE_INFINITY && (value < 0 || Object.is(value, -0))) reading.bytes[reading.length++] = minus
  return Math.abs(value)
}

/**
 * By a float's exponent: with how many places decimals are still no closer to each other than floats are, so that no two of
 * them belong to the same float.
 */
const uniquePlaces = Uint8Array.from({ length: 256 }, (_, exponent) =>
  Math.min(20, Math.max(1, Math.floor((150 - exponent) * Math.log10(2)))),
)

/**
 * Tries as many places as are unique, then more: 9 digits are always enough. The trial is
 * sure, as a quotient is the double nearest to what it should be.
 *
 * @param size  from 0.000001 up to 10,000,000
 */
function writeFloat(reading: Reading, size: number, exponent: number): void {
  let places = uniquePlaces[exponent] as number
  let power = powersOf10[places] as number
  let scaled = Math.floor(size * power + 0.5)
  while (Math.fround(scaled / power) !== size) {
    power = powersOf10[++places] as number
    scaled = Math.floor(size * power + 0.5)
  }
  writeDecimal(reading, size, scaled, places)
}

/** By the last four digits of a number: how many of them are zeros at the end. */
const endingZeros = Uint8Array.from(
  { length: 10_000 },
  (_, value) => /0*$/.exec(String(value).padStart(4, '0'))?.[0].length ?? 0,
)

/** Writes `scaled` / 10^`places`, which is nearest to `size`, without the zeros at the end, but one decimal at least. */
function writeDecimal(reading: Reading, size: number, scaled: number, places: number): void {
  const { words } = reading
  const power = powersOf10[places] as number
  let whole = Math.floor(size)
  let fraction = scaled - whole * power
  if (fraction >= power) {
    whole++
    fraction = 0
  }
  const length = writeDigits(words, reading.length, whole)
  reading.bytes[length] = point
  const end = writePadded(words, length + 1, fraction, places)
  const above = Math.floor(fraction / 10_000)
  let zeros = endingZeros[fraction - above * 10_000] as number
  if (zeros === 4) zeros += endingZeros[above % 10_000] as number
  reading.length = Math.max(end - zeros, length + 2)
}

/** Floats of full precision have 6 digits to themselves, those next to zero fewer. */
function shortestFloat(size: number): string {
  for (let digits = size < smallestNormal ? 1 : 6; digits < 9; digits++) {
    const text = size.toPrecision(digits)
    if (Math.fround(Number(text)) === size) return String(Number(text))
  }
  return String(Number(size.toPrecision(9)))
}

function withPoint(text: string): string {
  return text.includes('.') || text.includes('e') ? text : `${text}.0`
}

function writeAscii(reading: Reading, text: string): void {
  const { bytes, length } = reading
  for (let i = 0; i < text.length; i++) bytes[length + i] = text.charCodeAt(i)
  reading.length = length + text.length
}
