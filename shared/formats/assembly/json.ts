import { CLOSERS, MAX_DEPTH } from './layout'
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
          at = nameEnd(at)
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
          at = nameEnd(at)
          if (at === 0) return 0
        }
        break
      }
      if (byte !== closer) return 0
      closer = load<u8>(CLOSERS + --depth)
    }
  }
}

/** From a member's name to its value; 0 when either is not there. */
function nameEnd(start: usize): usize {
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
    // As signed bytes, what is not ASCII is less than a space as well.
    const special = i8x16.bitmask(
      v128.or(
        v128.or(v128.eq<i8>(bytes, v128.splat<i8>(QUOTE)), v128.eq<i8>(bytes, v128.splat<i8>(BACKSLASH))),
        v128.lt<i8>(bytes, v128.splat<i8>(SPACE)),
      ),
    )
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

/** The position behind the number that begins at `start`; 0 when it is none. */
function numberEnd(start: usize): usize {
  let at = load<u8>(start) === MINUS ? start + 1 : start
  // Most numbers are within sixteen bytes, so all their digits are known at once.
  let digits = digitsFrom(at)
  const whole = ctz(~digits)
  if (whole === 0) return 0
  // After a zero at the beginning there is no other digit.
  if (whole !== 1 && load<u8>(at) === ZERO) return 0
  at += <usize>whole
  if (whole === 16) at = digitsEnd(at)
  let byte = load<u8>(at)
  if (byte === DOT) {
    at++
    digits = whole < 8 ? digits >> (whole + 1) : digitsFrom(at)
    const places = ctz(~digits)
    if (places === 0) return 0
    at += <usize>places
    if (places >= (whole < 8 ? 15 - whole : 16)) at = digitsEnd(at)
    byte = load<u8>(at)
  }
  if ((byte | 32) === LETTER_E) {
    at++
    byte = load<u8>(at)
    if (byte === PLUS || byte === MINUS) at++
    const from = at
    at = digitsEnd(at)
    if (at === from) return 0
  }
  return at
}

/** Of the next sixteen bytes: a bit for each that is a digit. */
function digitsFrom(at: usize): i32 {
  return i8x16.bitmask(v128.lt<u8>(v128.sub<u8>(v128.load(at), v128.splat<u8>(ZERO)), v128.splat<u8>(10)))
}

function digitsEnd(at: usize): usize {
  while (isDigit(load<u8>(at))) at++
  return at
}

/** The position behind `true`, `false` or `null`; 0 when it is none of them. */
function wordEnd(at: usize): usize {
  const word = load<u32>(at)
  if (word === TRUE || word === NULL) return at + 4
  return word === FALS && load<u8>(at, 4) === LETTER_E ? at + 5 : 0
}

function isDigit(byte: u8): bool {
  return <u8>(byte - ZERO) < 10
}

function isHex(byte: u8): bool {
  const letter = byte | 32
  return isDigit(byte) || (letter >= 97 && letter <= 102)
}

const SPACE: u8 = 32
const QUOTE: u8 = 34
const PLUS: u8 = 43
const COMMA: u8 = 44
const MINUS: u8 = 45
const DOT: u8 = 46
const SLASH: u8 = 47
const ZERO: u8 = 48
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
/** As words of four bytes, the first in the lowest place. */
const TRUE: u32 = 0x65757274
const NULL: u32 = 0x6c6c756e
const FALS: u32 = 0x736c6166
