/**
 * Text that is written again and again, kept so that it can be copied four bytes at a time, which costs no more than copying
 * one.
 */
export interface ConstantText {
  /** Bytes of UTF-8. */
  readonly size: number
  /** Little-endian; the last one is filled up. */
  readonly words: Uint32Array
}

export function constantText(text: string): ConstantText {
  const bytes = Buffer.from(text)
  const words = new Uint32Array(Math.ceil(bytes.length / 4))
  for (const [at, byte] of bytes.entries()) words[at >>> 2] = (words[at >>> 2] as number) | (byte << (8 * (at & 3)))
  return { size: bytes.length, words }
}

/**
 * Up to 3 bytes behind the text are written too.
 *
 * @returns the place behind the text
 */
export function writeConstant(target: DataView, at: number, { size, words }: ConstantText): number {
  for (let index = 0; index < words.length; index++) target.setUint32(at + 4 * index, words[index] as number, true)
  return at + size
}
