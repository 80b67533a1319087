/** Objects and arrays within each other that a body may open. Jackson, and so Confluent's proxy, takes as many. */
export const MAX_DEPTH = 1_000

/** The text is no JSON, or is nested too deeply. `JSON.parse` has the words for the client. */
export class NotJson extends Error {}

/**
 * Walks through a JSON text (RFC 8259) byte by byte, checks all of it, and makes no values: what becomes of them is for
 * whoever asked for the walk, who takes their bytes as the client spelled them.
 *
 *     reader.enterObject()
 *     while (reader.nextMember()) {
 *       if (reader.isName(RECORDS)) …
 *       else reader.skipValue()      // reader.from and reader.to are where it stands
 *     }
 *     reader.finish()
 *
 * Every method begins where the last one ended, and throws {@link NotJson} when something else stands there.
 */
export class JsonReader {
  /** Where the last value, or the last member's name without its quotes, begins and ends. */
  from = 0
  to = 0
  /** Whether the last value has white space that means nothing. */
  spaced = false
  readonly #bytes: Uint8Array
  readonly #end: number
  #at = 0
  /** Nothing has been read yet of the object or array that was entered last. */
  #entered = false

  /** @param bytes  UTF-8; that it is, has been checked */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#end = bytes.length
  }

  /** The first byte of the value that comes next, which tells what it is; −1 at the end. */
  peek(): number {
    this.#at = skipBlanks(this.#bytes, this.#at)
    return this.#at < this.#end ? (this.#bytes[this.#at] as number) : -1
  }

  enterObject(): void {
    this.#expect(OPEN_BRACE)
    this.#entered = true
  }

  enterArray(): void {
    this.#expect(OPEN_BRACKET)
    this.#entered = true
  }

  /** Goes on to the value of the object's next member; false behind the last one, where the object has been left. */
  nextMember(): boolean {
    if (!this.#goOn(CLOSE_BRACE)) return false
    const at = skipBlanks(this.#bytes, this.#at)
    const end = this.#bytes[at] === QUOTE ? stringEnd(this.#bytes, at) : 0
    if (end === 0) throw new NotJson()
    this.from = at + 1
    this.to = end - 1
    this.#at = end
    this.#expect(COLON)
    return true
  }

  /** Goes on to the array's next element; false behind the last one, where the array has been left. */
  nextElement(): boolean {
    return this.#goOn(CLOSE_BRACKET)
  }

  /** Whether the member's name is this one, spelled plainly: one with escapes must be asked for by {@link name}. */
  isName(name: Uint8Array): boolean {
    const length = this.to - this.from
    if (length !== name.length) return false
    for (let i = 0; i < length; i++) if (this.#bytes[this.from + i] !== name[i]) return false
    return true
  }

  /** The member's name as it reads. Before its value has been passed. */
  name(): string {
    return JSON.parse(this.#text(this.from - 1, this.to + 1)) as string
  }

  /** Passes the next value. */
  skipValue(): void {
    const from = skipBlanks(this.#bytes, this.#at)
    const end = valueEnd(this.#bytes, from)
    if (end === 0) throw new NotJson()
    this.from = from
    this.spaced = end < 0
    this.to = Math.abs(end)
    this.#at = this.to
  }

  /** Nothing but white space may come any more. */
  finish(): void {
    if (this.peek() !== -1) throw new NotJson()
  }

  /** The text of the last value. */
  text(): string {
    return this.#text(this.from, this.to)
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, to - from).toString()
  }

  #expect(byte: number): void {
    const at = skipBlanks(this.#bytes, this.#at)
    if (this.#bytes[at] !== byte) throw new NotJson()
    this.#at = at + 1
  }

  #goOn(close: number): boolean {
    const at = skipBlanks(this.#bytes, this.#at)
    const next = this.#bytes[at]
    const entered = this.#entered
    this.#entered = false
    if (next === close) {
      this.#at = at + 1
      return false
    }
    if (entered) this.#at = at
    else if (next === COMMA) this.#at = at + 1
    else throw new NotJson()
    return true
  }
}

/** Space, tab, line feed and carriage return (RFC 8259, section 2). */
function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at]; byte === SPACE || byte === 10 || byte === 13 || byte === 9; byte = bytes[at]) at++
  return at
}

/**
 * Where a value ends.
 *
 * One function with one position, as it sees every byte that is produced. A byte behind the end is `undefined`, which
 * no comparison holds for: it is refused like any other that may not stand where it does.
 *
 * @param start  where the value begins
 * @returns the position behind it, below 0 when it has white space that means nothing; 0 when it is no JSON
 */
function valueEnd(bytes: Uint8Array, start: number): number {
  /** Of the containers that are open: whether each is an object. */
  const objects: boolean[] = []
  let spaced = false
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
      if (objects.length === MAX_DEPTH) return 0
      const isObject = byte === OPEN_BRACE
      byte = bytes[++at] as number
      if (byte <= SPACE) {
        spaced = true
        at = skipBlanks(bytes, at)
        byte = bytes[at] as number
      }
      if (byte !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        objects.push(isObject)
        if (!isObject) continue
        at = nameEnd(bytes, at)
        if (at === 0) return 0
        if (at < 0) {
          spaced = true
          at = -at
        }
        continue
      }
      at++
    } else {
      at = wordEnd(bytes, at)
      if (at === 0) return 0
    }

    // A value has ended; so may have what it stands in.
    for (;;) {
      const depth = objects.length
      if (depth === 0) return spaced ? -at : at
      byte = bytes[at] as number
      if (byte <= SPACE) {
        spaced = true
        at = skipBlanks(bytes, at)
        byte = bytes[at] as number
      }
      const isObject = objects[depth - 1] as boolean
      if (byte === COMMA) {
        byte = bytes[++at] as number
        if (byte <= SPACE) {
          spaced = true
          at = skipBlanks(bytes, at)
        }
        if (!isObject) break
        at = nameEnd(bytes, at)
        if (at === 0) return 0
        if (at < 0) {
          spaced = true
          at = -at
        }
        break
      }
      if (byte !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return 0
      objects.pop()
      at++
    }
  }
}

/** From a member's name to its value: returns as {@link valueEnd} does. */
function nameEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return 0
  let at = stringEnd(bytes, start)
  if (at === 0) return 0
  let spaced = false
  if ((bytes[at] as number) <= SPACE) {
    spaced = true
    at = skipBlanks(bytes, at)
  }
  if (bytes[at] !== COLON) return 0
  if ((bytes[++at] as number) <= SPACE) {
    spaced = true
    at = skipBlanks(bytes, at)
  }
  return spaced ? -at : at
}

/** The position behind the string whose quote stands at `start`; 0 when it is none. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const byte = bytes[++at] as number
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) {
      const letter = bytes[++at] as number
      if (letter === LETTER_U) {
        for (let digit = 0; digit < 4; digit++) if (!isHex(bytes[++at] as number)) return 0
      } else if (letter === undefined || !ESCAPES.includes(letter)) return 0
    } else if (!(byte >= SPACE)) return 0
  }
}

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
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const ESCAPES = Buffer.from('"\\/bfnrt')
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')
