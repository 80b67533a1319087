import { characterEnd } from '../../formats/utf8.ts'

/**
 * Whether the bytes are one JSON text (RFC 8259), in UTF-8, and nothing else.
 *
 * Looks and builds nothing: a record on its way from the log into an answer has to be known to be JSON, not understood.
 * It runs over every byte that is read as JSON, hence the tables and the plain loops.
 */
export function isJson(bytes: Uint8Array, start: number, end: number): boolean {
  let at = skipBlanks(bytes, start, end)
  // One entry a level: whether the container there is an object.
  let depth = 0
  let object = false
  const levels: boolean[] = []

  value: for (;;) {
    const byte = at < end ? (bytes[at] as number) : 0
    if (byte === QUOTE) at = skipString(bytes, at, end)
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      levels[depth++] = object
      object = byte === OPEN_BRACE
      at = skipBlanks(bytes, at + 1, end)
      if (at < end && bytes[at] === (object ? CLOSE_BRACE : CLOSE_BRACKET)) {
        object = levels[--depth] as boolean
        at++
      } else {
        if (object) at = skipName(bytes, at, end)
        if (at < 0) return false
        continue
      }
    } else at = skipScalar(bytes, at, end, byte)
    if (at < 0) return false

    // A value has ended: close what ends with it, or go on to the next.
    for (;;) {
      at = skipBlanks(bytes, at, end)
      if (depth === 0) return at === end
      if (at >= end) return false
      const next = bytes[at++]
      if (next === COMMA) {
        at = skipBlanks(bytes, at, end)
        if (object) at = skipName(bytes, at, end)
        if (at < 0) return false
        continue value
      }
      if (next !== (object ? CLOSE_BRACE : CLOSE_BRACKET)) return false
      object = levels[--depth] as boolean
    }
  }
}

/** The position behind a member's name and colon; −1 when there is none. */
function skipName(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== QUOTE) return -1
  const name = skipString(bytes, start, end)
  if (name < 0) return -1
  const colon = skipBlanks(bytes, name, end)
  return colon < end && bytes[colon] === COLON ? skipBlanks(bytes, colon + 1, end) : -1
}

function skipString(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1
  for (;;) {
    while (at < end && PLAIN[bytes[at] as number] === 1) at++
    if (at >= end) return -1
    const byte = bytes[at] as number
    if (byte >= FIRST_BEYOND_ASCII) {
      at = characterEnd(bytes, at, end)
      if (at < 0) return -1
      continue
    }
    at++
    if (byte === QUOTE) return at
    if (byte !== BACKSLASH) return -1
    const escaped = at < end ? (bytes[at++] as number) : 0
    if (escaped === LETTER_U) {
      for (let i = 0; i < 4; i++, at++) if (at >= end || HEX[bytes[at] as number] !== 1) return -1
    } else if (ESCAPE[escaped] !== 1) return -1
  }
}

function skipScalar(bytes: Uint8Array, start: number, end: number, first: number): number {
  if (first === 0x74) return skipWord(bytes, start, end, TRUE)
  if (first === 0x66) return skipWord(bytes, start, end, FALSE)
  if (first === 0x6e) return skipWord(bytes, start, end, NULL)
  return skipNumber(bytes, start, end)
}

function skipWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  if (start + word.length > end) return -1
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return -1
  return start + word.length
}

function skipNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  if (at < end && bytes[at] === MINUS) at++
  const whole = skipDigits(bytes, at, end)
  if (whole === at || (bytes[at] === ZERO && whole > at + 1)) return -1
  at = whole
  if (at < end && bytes[at] === POINT) {
    const fraction = skipDigits(bytes, at + 1, end)
    if (fraction === at + 1) return -1
    at = fraction
  }
  if (at < end && ((bytes[at] as number) | 0x20) === LETTER_E) {
    at++
    if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at++
    const exponent = skipDigits(bytes, at, end)
    if (exponent === at) return -1
    at = exponent
  }
  return at
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && DIGIT[bytes[at] as number] === 1) at++
  return at
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && BLANK[bytes[at] as number] === 1) at++
  return at
}

function table(belongs: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (belongs(byte) ? 1 : 0))
}

const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const LETTER_E = 0x65
const LETTER_U = 0x75
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const FIRST_BEYOND_ASCII = 0x80
const PLAIN = table((byte) => byte >= 0x20 && byte < FIRST_BEYOND_ASCII && byte !== QUOTE && byte !== BACKSLASH)
const BLANK = table((byte) => ' \n\r\t'.includes(String.fromCharCode(byte)))
const DIGIT = table((byte) => byte >= ZERO && byte <= 0x39)
const HEX = table((byte) => /[0-9a-fA-F]/.test(String.fromCharCode(byte)))
const ESCAPE = table((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)))
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')
