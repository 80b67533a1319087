/** Objects and arrays within each other that a request may open. Jackson, and so Confluent's proxy, takes as many. */
export const MAX_DEPTH = 1_000

/** What {@link valueEnd} saw in the value it passed last. One for all: a result in parts would cost an object each. */
export const seen = {
  /** White space that means nothing. */
  space: false,
  /** Characters beyond ASCII; that they are UTF-8 is not checked. */
  wide: false,
}

/** Space, tab, line feed and carriage return (RFC 8259, section 2). */
export function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at]; byte === SPACE || byte === 10 || byte === 13 || byte === 9; byte = bytes[at]) at++
  return at
}

/**
 * Where a JSON value ends (RFC 8259): looks at every byte and makes nothing of it.
 *
 * It sees all that is produced or read as JSON, hence the plain loops. A byte behind the end is `undefined`, which no
 * comparison holds for: it is refused like any other that may not stand where it does.
 *
 * @param start  where the value begins
 * @param maxDepth  how many objects and arrays may be within each other
 * @returns the position behind it; 0 when it is no JSON, or is nested too deeply
 */
export function valueEnd(bytes: Uint8Array, start: number, maxDepth = MAX_DEPTH): number {
  /** Containers that are open. */
  let depth = 0
  /** Of the innermost ones: a bit for each, the last one's lowest, that says whether it is an object. */
  let kinds = 0
  /** Of those around them, which there hardly ever are: 32 in each. */
  let outer: number[] | undefined
  seen.space = false
  seen.wide = false
  let at = start
  for (;;) {
    let byte = bytes[at] as number
    if (byte === QUOTE) {
      at = stringEnd(bytes, at)
      if (at === 0) return 0
    } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      at = numberEnd(bytes, at)
      if (at === 0) return 0
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === maxDepth) return 0
      const isObject = byte === OPEN_BRACE
      byte = bytes[++at] as number
      if (byte <= SPACE) {
        seen.space = true
        at = skipBlanks(bytes, at)
        byte = bytes[at] as number
      }
      if (byte !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        if (depth > 0 && depth % KINDS === 0) {
          outer ??= []
          outer.push(kinds)
        }
        depth++
        kinds = (kinds << 1) | (isObject ? 1 : 0)
        if (!isObject) continue
        at = nameEnd(bytes, at)
        if (at === 0) return 0
        continue
      }
      at++
    } else {
      at = wordEnd(bytes, at)
      if (at === 0) return 0
    }

    // A value has ended; so may have what it stands in.
    for (;;) {
      if (depth === 0) return at
      byte = bytes[at] as number
      if (byte <= SPACE) {
        seen.space = true
        at = skipBlanks(bytes, at)
        byte = bytes[at] as number
      }
      const isObject = (kinds & 1) === 1
      if (byte === COMMA) {
        byte = bytes[++at] as number
        if (byte <= SPACE) {
          seen.space = true
          at = skipBlanks(bytes, at)
        }
        if (!isObject) break
        at = nameEnd(bytes, at)
        if (at === 0) return 0
        break
      }
      if (byte !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return 0
      depth--
      kinds = depth > 0 && depth % KINDS === 0 ? (outer?.pop() as number) : kinds >>> 1
      at++
    }
  }
}

/** From a member's name to its value; 0 when either is not there. */
function nameEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return 0
  let at = stringEnd(bytes, start)
  if (at === 0) return 0
  if ((bytes[at] as number) <= SPACE) {
    seen.space = true
    at = skipBlanks(bytes, at)
  }
  if (bytes[at] !== COLON) return 0
  if ((bytes[++at] as number) <= SPACE) {
    seen.space = true
    at = skipBlanks(bytes, at)
  }
  return at
}

/** The position behind the string whose quote stands at `start`; 0 when it is none. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1
  for (;;) {
    const near = at + NEAR
    while (PLAIN[bytes[at] as number] === 1 && at < near) at++
    if (at === near) at = plainEnd(bytes, at)
    const byte = bytes[at] as number
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) {
      const letter = bytes[++at] as number
      if (letter === LETTER_U) {
        for (let digit = 0; digit < 4; digit++) if (!isHex(bytes[++at] as number)) return 0
      } else if (letter === undefined || !ESCAPES.includes(letter)) return 0
    } else if (byte > LAST_OF_ASCII) seen.wide = true
    else return 0
    at++
  }
}

/**
 * How far a long string goes on as it is, four bytes at a time: such as base64 of kilobytes.
 *
 * Of the four sums below each has a byte's highest bit set where that byte is not ASCII, is below a space, is a quote or is a
 * backslash. A borrow may set that of the byte above as well, but only where the byte below has been found.
 */
function plainEnd(bytes: Uint8Array, start: number): number {
  const words = wordsOf(bytes)
  let at = start
  for (const end = bytes.length - 3; at < end; at += 4) {
    const word = words.getInt32(at, true)
    const found = word | (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101)
    if ((found & 0x80808080) !== 0) break
  }
  while (PLAIN[bytes[at] as number] === 1) at++
  return at
}

/** The same bytes for more than one at a time; of those asked for last, as a string follows the other. */
function wordsOf(bytes: Uint8Array): DataView {
  const known = words?.deref()
  if (known?.buffer === bytes.buffer && known.byteOffset === bytes.byteOffset && known.byteLength === bytes.length) {
    return known
  }
  const made = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  words = new WeakRef(made)
  return made
}

/** Weakly: a request's body goes when the request is over. */
let words: WeakRef<DataView> | undefined

/** The position behind the number that begins at `start`; 0 when it is none. */
function numberEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start
  let byte = bytes[at] as number
  if (byte === ZERO) byte = bytes[++at] as number
  else {
    if (!isDigit(byte)) return 0
    do byte = bytes[++at] as number
    while (isDigit(byte))
  }
  if (byte === DOT) {
    if (!isDigit(bytes[++at] as number)) return 0
    do byte = bytes[++at] as number
    while (isDigit(byte))
  }
  if (byte === LETTER_E || byte === CAPITAL_E) {
    byte = bytes[++at] as number
    if (byte === PLUS || byte === MINUS) byte = bytes[++at] as number
    if (!isDigit(byte)) return 0
    do byte = bytes[++at] as number
    while (isDigit(byte))
  }
  return at
}

/** The position behind `true`, `false` or `null`; 0 when it is none of them. */
function wordEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  const word = first === LETTER_T ? TRUE : first === LETTER_F ? FALSE : NULL
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return 0
  return start + word.length
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

function isHex(byte: number): boolean {
  const letter = byte | 32
  return isDigit(byte) || (letter >= 97 && letter <= 102)
}

/** Containers whose kinds a number holds. */
const KINDS = 32
/** Bytes of a string that are looked at one by one: most are not longer. */
const NEAR = 32
const SPACE = 32
const QUOTE = 34
const PLUS = 43
const COMMA = 44
const MINUS = 45
const DOT = 46
const ZERO = 48
const NINE = 57
const COLON = 58
const CAPITAL_E = 69
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const LETTER_E = 101
const LETTER_F = 102
const LETTER_T = 116
const LETTER_U = 117
const LAST_OF_ASCII = 127
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
/** By byte: whether a string goes on with it as it is. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte <= LAST_OF_ASCII && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
)
const ESCAPES = Buffer.from('"\\/bfnrt')
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')
