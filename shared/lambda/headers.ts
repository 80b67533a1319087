/** A header's name (RFC 9110, 5.6.2). */
const NAME = /^[\w!#$%&'*+\-.^`|~]+$/
/** What no value of a header holds: ends of lines, and characters that are no byte. */
const NO_VALUE = /[\0\r\n\u0100-\uffff]/
const BLANKS_AROUND = /^[\t ]+|[\t ]+$/g

/**
 * Headers of an event's request and of its answer, as far as they are asked for here. Node's own `Headers` come with all of `fetch`, which
 * takes longer to load than this whole function, and several times as long for a small request.
 */
export class LightHeaders {
  readonly #values = new Map<string, string>()

  constructor(init: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(init)) this.append(name, value)
  }

  /** @throws TypeError  there can be no such header */
  append(name: string, value: string): void {
    if (!NAME.test(name)) throw new TypeError('A header has no name that HTTP knows.')
    if (NO_VALUE.test(value)) throw new TypeError('A header has no value that HTTP knows.')
    const key = name.toLowerCase()
    const before = this.#values.get(key)
    const own = value.replace(BLANKS_AROUND, '')
    const between = key === 'cookie' ? '; ' : ', '
    this.#values.set(key, before === undefined ? own : before + between + own)
  }

  set(name: string, value: string): void {
    this.#values.delete(name.toLowerCase())
    this.append(name, value)
  }

  get(name: string): string | null {
    return this.#values.get(name) ?? this.#values.get(name.toLowerCase()) ?? null
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  /** None: this application sets no cookies. */
  getSetCookie(): string[] {
    const cookie = this.#values.get('set-cookie')
    return cookie === undefined ? [] : [cookie]
  }

  /** In small letters. */
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries()
  }
}
