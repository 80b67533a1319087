import { type ConstantText, writeConstant } from '../../formats/constant-text.ts'
import { writeDigits } from '../../formats/digits.ts'

/** A buffer that grows: what is rendered goes into it once and is sent from it. */
export class Output {
  bytes: Buffer
  /** The same memory, for more than a byte at a time. */
  words: DataView
  length = 0

  /** @param memory  to begin with: bytes that nobody else uses, or how many */
  constructor(memory: Buffer | number) {
    this.bytes = typeof memory === 'number' ? Buffer.allocUnsafe(memory) : memory
    this.words = wordsOf(this.bytes)
  }

  /** Makes room for `more` bytes behind `length`. */
  reserve(more: number): void {
    if (this.bytes.length - this.length < more) this.grow(this.length + more)
  }

  appendConstant(text: ConstantText): void {
    this.reserve(text.size + OVERSHOOT)
    this.length = writeConstant(this.words, this.length, text)
  }

  /** @param value  a whole number, 0 to 2^53 */
  appendDigits(value: number): void {
    this.reserve(MAX_DIGITS + OVERSHOOT)
    this.length = writeDigits(this.words, this.length, value)
  }

  /** @param text  ASCII only */
  appendAscii(text: string): void {
    this.reserve(text.length)
    this.length += this.bytes.write(text, this.length, 'latin1')
  }

  /** @param text  any text, stored as UTF-8 */
  appendText(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.bytes.write(text, this.length, 'utf8')
  }

  appendRange(source: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    source.copy(this.bytes, this.length, start, end)
    this.length += end - start
  }

  /** What has been written; a view, not a copy. */
  view(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
    this.words = wordsOf(grown)
  }
}

/** Bytes that are written behind constants and digits. */
const OVERSHOOT = 3
const MAX_DIGITS = 16

function wordsOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
