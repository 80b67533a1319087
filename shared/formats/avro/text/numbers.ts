import { reserve } from '../../sink.ts'
import { writeDouble, writeFloat, writeInt, writeLong } from '../numbers.ts'
import { writeVarint, writeVarint64 } from '../varint.ts'
import { type WriteText, writeParsed } from './write-text.ts'

/** Whole numbers of so many digits are added up without loss. */
const SAFE_DIGITS = 15
/** A long's digits at most. */
const LONG_DIGITS = 19
const MIN_LONG = -(2n ** 63n)
const MAX_LONG = 2n ** 63n - 1n
/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

export const writeIntText: WriteText = (sink, text, start) => {
  const negative = text[start] === MINUS
  const from = negative ? start + 1 : start
  const at = addDigits(text, from, 0)
  const value = negative ? -sum : sum
  if (at === from || goesOn(text[at]) || (value | 0) !== value) return writeParsed(writeInt, sink, text, start)
  writeVarint(sink, value)
  return at
}

export const writeLongText: WriteText = (sink, text, start) => {
  const negative = text[start] === MINUS
  const from = negative ? start + 1 : start
  const at = addDigits(text, from, 0)
  const value = sum
  const digits = at - from
  if (digits === 0 || goesOn(text[at]) || digits > LONG_DIGITS) return writeParsed(writeLong, sink, text, start)
  if (digits <= SAFE_DIGITS || value <= Number.MAX_SAFE_INTEGER) {
    writeVarint(sink, negative ? -value : value)
    return at
  }
  const exact = BigInt(text.toString('latin1', start, at))
  if (exact < MIN_LONG || exact > MAX_LONG) return writeParsed(writeLong, sink, text, start)
  writeVarint64(sink, exact)
  return at
}

export const writeFloatText: WriteText = (sink, text, at) => {
  const end = readNumber(text, at)
  if (end === 0 || !Number.isFinite(Math.fround(found))) return writeParsed(writeFloat, sink, text, at)
  reserve(sink, 4)
  sink.view.setFloat32(sink.at, found, true)
  sink.at += 4
  return end
}

export const writeDoubleText: WriteText = (sink, text, at) => {
  const end = readNumber(text, at)
  if (end === 0) return writeParsed(writeDouble, sink, text, at)
  reserve(sink, 8)
  sink.view.setFloat64(sink.at, found, true)
  sink.at += 8
  return end
}

/** What {@link readNumber} found. */
let found = 0

/**
 * Reads a number of few digits: as long as they and the power of ten are exact as doubles, so is their quotient, rounded
 * once, which is what the text stands for (Clinger 1990).
 *
 * @returns the position behind it; 0 when it is none, or of more digits
 */
function readNumber(text: Buffer, start: number): number {
  const negative = text[start] === MINUS
  const from = negative ? start + 1 : start
  let at = addDigits(text, from, 0)
  const digits = at - from
  if (digits === 0) return 0
  let decimals = 0
  if (text[at] === DOT) {
    const point = at
    at = addDigits(text, at + 1, sum)
    decimals = at - point - 1
  }
  if (digits + decimals > SAFE_DIGITS || goesOn(text[at])) return 0
  const value = sum / (POWERS[decimals] as number)
  found = negative ? -value : value
  return at
}

/** What {@link addDigits} has added up. */
let sum = 0

/**
 * Puts digits behind a number.
 *
 * @param value  the number; 0 for none
 * @returns the position behind the last digit
 */
function addDigits(text: Buffer, start: number, value: number): number {
  let at = start
  let total = value
  for (let digit = (text[at] as number) - ZERO; digit >= 0 && digit <= 9; digit = (text[++at] as number) - ZERO) {
    total = total * 10 + digit
  }
  sum = total
  return at
}

/** Whether a number has more than digits here: decimals, or an exponent. */
function goesOn(byte: number | undefined): boolean {
  return byte === DOT || byte === LETTER_E || byte === CAPITAL_E
}

const MINUS = 45
const DOT = 46
const ZERO = 48
const CAPITAL_E = 69
const LETTER_E = 101
