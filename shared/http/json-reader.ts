import { seen, skipBlanks, stringEnd, valueEnd } from '../formats/json-scan.ts'

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

  /** Where it has come to. */
  get at(): number {
    return this.#at
  }

  /** Passes values that somebody else has looked at, and stands behind the last of them. */
  passTo(end: number): void {
    this.#at = end
    this.#entered = false
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

  /**
   * Enters an object and goes on to its first member's value in one step, if the text stands here to the letter.
   *
   * @param beginning  such as `{"value":`
   */
  enterAt(beginning: Uint8Array): boolean {
    const at = skipBlanks(this.#bytes, this.#at)
    for (let i = 0; i < beginning.length; i++) if (this.#bytes[at + i] !== beginning[i]) return false
    this.#at = at + beginning.length
    this.#entered = false
    return true
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
    this.to = end
    this.spaced = seen.space
    this.#at = end
  }

  /** Passes the next value, which is needed as such. */
  value(): unknown {
    this.skipValue()
    return JSON.parse(this.text())
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

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
