import { writePadded } from '../digits.ts'

const point = 0x2e
const zero = 0x30
const eightDigits = 100_000_000
const nineDigits = 1_000_000_000

/** The powers of ten that are doubles exactly, each with its upper and lower half of bits (Veltkamp's split). */
const powers = Array.from({ length: 23 }, (_, exponent) => {
  const power = Number(`1e${exponent}`)
  const upper = upperHalf(power)
  return { power, upper, lower: power - upper }
})

/** The exponent in the bits of 2^-20, next below a millionth. */
const lowest = 1_003

/** By the exponent in a double's bits: half of the way to the next double. */
const halfWays = Float64Array.from({ length: 1_075 }, (_, exponent) =>
  exponent < lowest ? 0 : 2 ** (exponent - 1_076),
)

/** By the same: the power of ten that is at or next below the power of two. */
const magnitudes = Int8Array.from(halfWays, (_, exponent) =>
  exponent < lowest ? 0 : Math.floor(Math.log10(2 ** (exponent - 1_023))),
)

/** By the same: the power of ten after that. */
const nextPowers = Float64Array.from(magnitudes, (magnitude) => Number(`1e${magnitude + 1}`))

/**
 * Writes a double with as few digits as tell it from all others: what `String` writes, but several times as fast.
 *
 * The double is scaled to 17 digits before the point. With the error of that product known too (Dekker), it and the bounds
 * within which all is rounded to it are known far beyond these digits. What is too near to a bound is left to `String`.
 *
 * @param size      from 0.000001 up to 10^15
 * @param exponent  as in the double's bits
 * @param words     the same memory as `bytes`; up to 3 bytes behind the text are written too
 * @returns the place behind the text; -1 when it is left to `String`
 */
export function writeShortestDouble(
  bytes: Buffer,
  words: DataView,
  at: number,
  size: number,
  exponent: number,
): number {
  let magnitude = magnitudes[exponent] as number
  if (size >= (nextPowers[exponent] as number)) magnitude++
  const scale = powers[16 - magnitude] as (typeof powers)[number]
  const product = size * scale.power
  const upper = upperHalf(size)
  const lower = size - upper
  const error = upper * scale.upper - product + upper * scale.lower + lower * scale.upper + lower * scale.lower

  const nine = Math.floor(product / eightDigits)
  const eight = shortestWithin(product - nine * eightDigits + error, (halfWays[exponent] as number) * scale.power)
  if (eight < 0 || eight >= eightDigits || nine < eightDigits || nine >= nineDigits) return -1
  return writeNumber(bytes, words, at, magnitude, nine, eight)
}

/** More than all errors that are made on the way to {@link shortestWithin}. */
const doubt = 1e-6

/** The nearest multiple of 100, of 10 or of 1, the first that is less than `half` away; -1 when it is hard to tell. */
function shortestWithin(value: number, half: number): number {
  for (let step = 100; step >= 1; step /= 10) {
    const nearest = Math.floor(value / step + 0.5) * step
    const distance = Math.abs(nearest - value)
    if (distance < half - doubt) return distance < step / 2 - doubt ? nearest : -1
    if (distance < half + doubt) return -1
  }
  return -1
}

/** Writes 17 digits with a point among or before them, without the zeros at the end, but with one decimal at least. */
function writeNumber(
  bytes: Buffer,
  words: DataView,
  at: number,
  magnitude: number,
  nine: number,
  eight: number,
): number {
  let start = at + 1
  if (magnitude < 0) {
    bytes[at] = zero
    bytes[at + 1] = point
    start = at + 1 - magnitude
    for (let place = at + 2; place < start; place++) bytes[place] = zero
  }
  let end = writePadded(words, writePadded(words, start, nine, 9), eight, 8)
  for (let place = at; place <= at + magnitude; place++) bytes[place] = bytes[place + 1] as number
  if (magnitude >= 0) bytes[at + magnitude + 1] = point
  const shortest = at + Math.max(magnitude, 0) + 3
  while (end > shortest && bytes[end - 1] === zero) end--
  return end
}

/** The upper 26 bits of a double. */
function upperHalf(value: number): number {
  const shifted = value * 134_217_729
  return shifted - (shifted - value)
}
