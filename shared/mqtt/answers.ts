/** Acknowledgements of a connection that go out together: PUBACK, PUBREC and PUBCOMP with nothing to add, four bytes each. */
export class Answers {
  /** The header above the packet identifier's 16 bits. */
  #waiting: number[] = []

  /** @returns whether it is the first that waits */
  add(header: number, packetId: number): boolean {
    return this.#waiting.push((header << 16) | packetId) === 1
  }

  /** All that wait, as they are sent; undefined when none does. */
  take(): Buffer | undefined {
    const waiting = this.#waiting
    if (waiting.length === 0) return undefined
    const bytes = Buffer.allocUnsafe(4 * waiting.length)
    let position = 0
    for (const answer of waiting) {
      bytes[position++] = answer >> 16
      bytes[position++] = 2
      bytes[position++] = (answer >> 8) & 0xff
      bytes[position++] = answer & 0xff
    }
    this.#waiting = []
    return bytes
  }
}
