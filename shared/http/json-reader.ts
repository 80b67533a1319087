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
  /** Of the containers that are open within a value: whether each is an object. */
  readonly #objects = new Uint8Array(MAX_DEPTH)

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
    const end = this.#stringEnd(at)
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
    const bytes = this.#bytes
    const objects = this.#objects
    let depth = 0
    let at = skipBlanks(bytes, this.#at)
    this.from = at
    this.spaced = false
    for (;;) {
      const first = bytes[at] as number
      if (first === QUOTE) at = this.#stringEnd(at)
      else if (first === OPEN_BRACE || first === OPEN_BRACKET) {
        if (depth === MAX_DEPTH) throw new NotJson()
        const inside = this.#within(at + 1)
        const isObject = first === OPEN_BRACE
        if (bytes[inside] !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
          objects[depth++] = isObject ? 1 : 0
          at = isObject ? this.#passName(inside) : inside
          continue
        }
        at = inside + 1
      } else at = this.#scalarEnd(at)

      // A value has ended; so may have what it stands in.
      for (;;) {
        if (depth === 0) {
          this.#at = at
          this.to = at
          return
        }
        at = this.#within(at)
        const next = bytes[at]
        const isObject = objects[depth - 1] === 1
        if (next === COMMA) {
          at = this.#within(at + 1)
          if (isObject) at = this.#passName(at)
          break
        }
        if (next !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) throw new NotJson()
        depth--
        at++
      }
    }
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

  /** White space inside of a value. */
  #within(at: number): number {
    if ((this.#bytes[at] as number) > SPACE) return at
    this.spaced = true
    return skipBlanks(this.#bytes, at)
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

  /** From a member's name to its value. */
  #passName(at: number): number {
    const colon = this.#within(this.#stringEnd(at))
    if (this.#bytes[colon] !== COLON) throw new NotJson()
    return this.#within(colon + 1)
  }

  /** The position behind the string that begins at `start`. */
  #stringEnd(start: number): number {
    const bytes = this.#bytes
    if (bytes[start] !== QUOTE) throw new NotJson()
    for (let at = start + 1; at < this.#end; at++) {
      const byte = bytes[at] as number
      if (byte === QUOTE) return at + 1
      if (byte === BACKSLASH) at = this.#escapeEnd(at + 1)
      else if (byte < SPACE) throw new NotJson()
    }
    throw new NotJson()
  }

  /** The last byte of the escape whose letter stands at `at`. */
  #escapeEnd(at: number): number {
    const letter = this.#bytes[at] as number
    if (letter === LETTER_U) {
      for (let digit = at + 1; digit <= at + 4; digit++) if (!isHex(this.#bytes[digit] as number)) throw new NotJson()
      return at + 4
    }
    if (at >= this.#end || !ESCAPES.includes(letter)) throw new NotJson()
    return at
  }

  #scalarEnd(start: number): number {
    const bytes = this.#bytes
    switch (bytes[start]) {
      case LETTER_T:
        return this.#literalEnd(start, TRUE)
      case LETTER_F:
        return this.#literalEnd(start, FALSE)
      case LETTER_N:
        return this.#literalEnd(start, NULL)
    }
    let at = bytes[start] === MINUS ? start + 1 : start
    at = bytes[at] === ZERO ? at + 1 : this.#digitsEnd(at)
    if (bytes[at] === DOT) at = this.#digitsEnd(at + 1)
    if (bytes[at] === LETTER_E || bytes[at] === CAPITAL_E) {
      const sign = bytes[at + 1]
      at = this.#digitsEnd(sign === PLUS || sign === MINUS ? at + 2 : at + 1)
    }
    return at
  }

  /** Behind one or more digits. */
  #digitsEnd(start: number): number {
    const bytes = this.#bytes
    let at = start
    while (at < this.#end && isDigit(bytes[at] as number)) at++
    if (at === start) throw new NotJson()
    return at
  }

  #literalEnd(start: number, word: Uint8Array): number {
    for (let i = 1; i < word.length; i++) if (this.#bytes[start + i] !== word[i]) throw new NotJson()
    return start + word.length
  }
}

/** Space, tab, line feed and carriage return (RFC 8259, section 2). */
function skipBlanks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let byte = bytes[at]; byte === SPACE || byte === 10 || byte === 13 || byte === 9; byte = bytes[at]) at++
  return at
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57
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
const COLON = 58
const CAPITAL_E = 69
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const LETTER_E = 101
const LETTER_F = 102
const LETTER_N = 110
const LETTER_T = 116
const LETTER_U = 117
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const ESCAPES = Buffer.from('"\\/bfnrt')
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')
const NULL = Buffer.from('null')
