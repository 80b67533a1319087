/**
 * Text that is written again and again, kept so that it can be copied four bytes at a time, which costs no more than copying
 * one.
 */
export interface ConstantText {
  /** Bytes of UTF-8. */
  readonly size: number
  /** Its bytes as little-endian words of 32 bits, signed; the last one is filled up. */
  readonly words: readonly number[]
}

export function constantText(text: string): ConstantText {
  const bytes = Buffer.from(text)
  const words: number[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    let word = 0
    for (let place = Math.min(at + 4, bytes.length) - 1; place >= at; place--) {
      word = (word << 8) | (bytes[place] as number)
    }
    words.push(word)
  }
  return { size: bytes.length, words }
}

/**
 * Up to 3 bytes behind the text are written too.
 *
 * @returns the place behind the text
 */
export function writeConstant(target: DataView, at: number, { size, words }: ConstantText): number {
  for (let index = 0; index < words.length; index++) target.setInt32(at + 4 * index, words[index] as number, true)
  return at + size
}
