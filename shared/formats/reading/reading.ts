import { type ConstantText, writeConstant } from '../constant-text.ts'
import { Malformed } from '../malformed.ts'

/** Where text goes: bytes that can be made more. */
export interface Target {
  bytes: Buffer
  /** The same memory, for more than a byte at a time. */
  words: DataView
  /** How many of the bytes are written. */
  length: number
  /** Makes room for `more` bytes behind `length`. */
  reserve(more: number): void
}

/** A datum on its way from Avro's binary encoding to JSON text. */
export interface Reading {
  /** What is not read yet: the bytes from `at` to `end`. */
  source: Buffer
  at: number
  end: number
  target: Target
  /** The target's bytes, and how many of them are written; the target itself learns of it when the datum is complete. */
  bytes: Buffer
  words: DataView
  length: number
  /** Up to where the bytes may be written without asking. */
  room: number
  /** How long the target may get. */
  limit: number
  /** Records, arrays and maps around the place. */
  depth: number
}

/** With a union around each, and the braces of its branch, these are a thousand levels of JSON: as many as Jackson reads. */
const maxDepth = 500

/**
 * How much longer than its bytes a datum's text may be, beside a mebibyte that it always may. What takes no bytes takes text
 * (nulls, names, records of nothing), and a schema can have more of it than any memory: an array of 2^60 nulls, a record
 * that holds another twice, and so on thirty times.
 */
const maxExpansion = 64
const alwaysAllowed = 1_048_576
const maxLength = 2 ** 31 - 1

/** Room behind every constant text: enough for any number that follows it. */
const slack = 40

export function begin(source: Buffer, start: number, end: number, target: Target): Reading {
  const { bytes, words, length } = target
  const limit = Math.min(maxLength, length + alwaysAllowed + maxExpansion * (end - start))
  const room = Math.min(bytes.length, limit)
  return { source, at: start, end, target, bytes, words, length, room, limit, depth: 0 }
}

/** @throws Malformed  bytes are left over */
export function finish({ at, end, target, length }: Reading): void {
  if (at !== end) throw new Malformed(`${end - at} bytes are left over`)
  target.length = length
}

/** Makes sure that `size` more bytes of text fit. @throws Malformed */
export function reserve(reading: Reading, size: number): void {
  if (reading.room - reading.length < size) grow(reading, size)
}

function grow(reading: Reading, size: number): void {
  const { target, length, limit } = reading
  if (length + size > limit) throw new Malformed('its text is far longer than its bytes')
  const before = target.length
  target.length = length
  target.reserve(size)
  target.length = before
  reading.bytes = target.bytes
  reading.words = target.words
  reading.room = Math.min(target.bytes.length, limit)
}

/** Goes into a record, array or map. @throws Malformed */
export function enter(reading: Reading): void {
  if (++reading.depth > maxDepth) throw new Malformed('it is nested too deeply')
}

export function leave(reading: Reading): void {
  reading.depth--
}

/** Writes a constant text; there is room for a number behind it then. @throws Malformed */
export function put(reading: Reading, text: ConstantText): void {
  reserve(reading, text.size + slack)
  reading.length = writeConstant(reading.words, reading.length, text)
}

/** Writes one character of ASCII. @throws Malformed */
export function putByte(reading: Reading, byte: number): void {
  reserve(reading, 1)
  reading.bytes[reading.length++] = byte
}
