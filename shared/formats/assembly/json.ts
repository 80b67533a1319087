import { CLOSERS, MAX_DEPTH } from './layout'
import { isDigit, MINUS, NINE, numberEnd, plainNumberEnd } from './number'
import { characterEnd } from './utf8'

/**
 * Whether the bytes are one JSON text (RFC 8259), in UTF-8, and nothing else. `false` as well for what is nested too deeply
 * to be told here.
 */
export function isJson(start: usize, end: usize): bool {
  // A number, or a string that is cut off, would go on in the next record: here it ends.
  const behind = load<u8>(end)
  store<u8>(end, 0)
  let at = valueEnd(blanksEnd(start))
  if (at !== 0) at = blanksEnd(at)
  store<u8>(end, behind)
  return at === end
}

/** Whether {@link valueEnd} has come upon white space that means nothing, since {@link forgetBlanks}. */
export let hasBlanks: bool = false

export function forgetBlanks(): void {
  hasBlanks = false
}

/** The position behind the JSON value that begins at `start`; 0 when it is none, or is nested too deeply to be told here. */
export function valueEnd(start: usize): usize {
  let at = start
  let depth: usize = 0
  /** Of the container that is open; 0 when none is. */
  let closer: u8 = 0
  while (true) {
    let byte = load<u8>(at)
    if (byte === QUOTE) {
      at = stringEnd(at)
      if (at === 0) return 0
    } else if (byte === MINUS || isDigit(byte)) {
      at = numberEnd(at)
      if (at === 0) return 0
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) return 0
      at++
      if (load<u8>(at) <= SPACE) at = blanksEnd(at)
      if (load<u8>(at) !== byte + 2) {
        store<u8>(CLOSERS + depth++, closer)
        closer = byte + 2
        if (closer === CLOSE_BRACE) {
          at = membersEnd(at)
          if (at === 0) return 0
        }
        continue
      }
      at++
    } else {
      at = wordEnd(at)
      if (at === 0) return 0
    }

    // A value has ended; so may have what it stands in.
    while (true) {
      if (depth === 0) return at
      byte = load<u8>(at)
      if (byte <= SPACE) {
        at = blanksEnd(at)
        byte = load<u8>(at)
      }
      at++
      if (byte === COMMA) {
        if (load<u8>(at) <= SPACE) at = blanksEnd(at)
        if (closer === CLOSE_BRACE) {
          at = membersEnd(at)
          if (at === 0) return 0
        }
        break
      }
      if (byte !== closer) return 0
      closer = load<u8>(CLOSERS + --depth)
    }
  }
}

/**
 * From a member's name to its value; 0 when either is not there. Members that are plain numbers, of which telemetry
 * consists, are passed as long as another member follows.
 */
function membersEnd(start: usize): usize {
  let at = start
  while (true) {
    const value = nameEnd(at)
    if (value === 0) return 0
    const first = load<u8>(value)
    if (first < MINUS || first > NINE) return value
    const end = plainNumberEnd(value)
    if (end === 0 || load<u16>(end) !== COMMA_QUOTE) return value
    at = end + 1
  }
}

/** From one member's name to its value; 0 when either is not there. */
function nameEnd(start: usize): usize {
  const bytes = v128.load(start, 1)
  const quotes = i8x16.bitmask(v128.eq<i8>(bytes, v128.splat<i8>(QUOTE)))
  const size = ctz(quotes)
  const end = start + 1 + <usize>size
  const isPlain = quotes !== 0 && (specials(bytes) & ((1 << size) - 1)) === 0
  // Most names are short, and their values follow at once.
  if (isPlain && load<u16>(end) === QUOTE_COLON && load<u8>(end, 2) > SPACE && load<u8>(start) === QUOTE) return end + 2
  return anyNameEnd(start)
}

function anyNameEnd(start: usize): usize {
  if (load<u8>(start) !== QUOTE) return 0
  let at = stringEnd(start)
  if (at === 0) return 0
  if (load<u8>(at) <= SPACE) at = blanksEnd(at)
  if (load<u8>(at) !== COLON) return 0
  at++
  return load<u8>(at) <= SPACE ? blanksEnd(at) : at
}

export function blanksEnd(at: usize): usize {
  while (true) {
    const byte = load<u8>(at)
    if (byte !== SPACE && byte !== 10 && byte !== 13 && byte !== 9) return at
    hasBlanks = true
    at++
  }
}

/** The position behind the string whose quote stands at `start`; 0 when it is none. */
function stringEnd(start: usize): usize {
  let at = start + 1
  while (true) {
    const bytes = v128.load(at)
    const special = i8x16.bitmask(v128.eq<i8>(bytes, v128.splat<i8>(QUOTE))) | specials(bytes)
    if (special === 0) {
      at += 16
      continue
    }
    at += <usize>ctz(special)
    const byte = load<u8>(at)
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) at = escapeEnd(at)
    else if (byte > LAST_OF_ASCII) at = wideEnd(at)
    else return 0
    if (at === 0) return 0
  }
}

/** A bit for each byte that is a backslash, a control character or not ASCII. */
function specials(bytes: v128): i32 {
  // As signed bytes, what is not ASCII is less than a space as well.
  return i8x16.bitmask(
    v128.or(v128.eq<i8>(bytes, v128.splat<i8>(BACKSLASH)), v128.lt<i8>(bytes, v128.splat<i8>(SPACE))),
  )
}

function escapeEnd(at: usize): usize {
  const letter = load<u8>(at, 1)
  if (letter === LETTER_U) {
    for (let digit: usize = 2; digit < 6; digit++) if (!isHex(load<u8>(at + digit))) return 0
    return at + 6
  }
  const stands =
    letter === QUOTE ||
    letter === BACKSLASH ||
    letter === SLASH ||
    letter === LETTER_B ||
    letter === LETTER_F ||
    letter === LETTER_N ||
    letter === LETTER_R ||
    letter === LETTER_T
  return stands ? at + 2 : 0
}

/** Text that is not ASCII mostly goes on so. */
function wideEnd(start: usize): usize {
  let at = start
  do {
    at = characterEnd(at)
    if (at === 0) return 0
  } while (load<u8>(at) > LAST_OF_ASCII)
  return at
}

/** The position behind `true`, `false` or `null`; 0 when it is none of them. */
function wordEnd(at: usize): usize {
  const word = load<u32>(at)
  if (word === TRUE || word === NULL) return at + 4
  return word === FALS && load<u8>(at, 4) === LETTER_E ? at + 5 : 0
}

function isHex(byte: u8): bool {
  const letter = byte | 32
  return isDigit(byte) || (letter >= 97 && letter <= 102)
}

const SPACE: u8 = 32
const QUOTE: u8 = 34
const COMMA: u8 = 44
const SLASH: u8 = 47
const COLON: u8 = 58
const OPEN_BRACKET: u8 = 91
const BACKSLASH: u8 = 92
const LETTER_B: u8 = 98
const LETTER_E: u8 = 101
const LETTER_F: u8 = 102
const LETTER_N: u8 = 110
const LETTER_R: u8 = 114
const LETTER_T: u8 = 116
const LETTER_U: u8 = 117
const OPEN_BRACE: u8 = 123
const CLOSE_BRACE: u8 = 125
const LAST_OF_ASCII: u8 = 127
/** As words of two and four bytes, the first in the lowest place. */
const QUOTE_COLON: u16 = 0x3a22
const COMMA_QUOTE: u16 = 0x222c
const TRUE: u32 = 0x65757274
const NULL: u32 = 0x6c6c756e
const FALS: u32 = 0x736c6166
