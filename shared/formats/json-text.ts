/**
 * A JSON value where it stands in a request's body: formats take from it what they need, be it its bytes, its text or the
 * value.
 *
 * Moved from value to value, as a body may hold a hundred thousand of them: who keeps one keeps its bytes, not this.
 */
export class JsonText {
  readonly #body: Buffer
  #from = 0
  #to = 0
  /** Whether it has white space that means nothing. */
  spaced = false

  /** @param body  UTF-8 in which the value is known to be valid JSON */
  constructor(body: Buffer) {
    this.#body = body
  }

  /** A text that holds one value, without white space around it. */
  static of(text: string): JsonText {
    const body = Buffer.from(text)
    return new JsonText(body).moveTo(0, body.length, /\s/.test(text))
  }

  moveTo(from: number, to: number, spaced: boolean): this {
    this.#from = from
    this.#to = to
    this.spaced = spaced
    return this
  }

  /** What it stands in: UTF-8 in which it is valid JSON. */
  get body(): Buffer {
    return this.#body
  }

  /** Where it begins there. */
  get from(): number {
    return this.#from
  }

  /** As the client spelled it; a part of the body, not a copy. */
  bytes(): Buffer {
    return this.#body.subarray(this.#from, this.#to)
  }

  /** As the client spelled it: numbers beyond 2^53 survive only here. */
  text(): string {
    return this.#body.toString('utf8', this.#from, this.#to)
  }

  value(): unknown {
    return JSON.parse(this.text())
  }

  /** The characters of a string without escapes; `undefined` for any other value. */
  plainString(): string | undefined {
    const body = this.#body
    if (body[this.#from] !== QUOTE) return undefined
    const text = body.toString('latin1', this.#from + 1, this.#to - 1)
    return text.includes('\\') ? undefined : text
  }
}

const QUOTE = 34
