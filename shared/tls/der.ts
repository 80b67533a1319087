/** One element of DER (X.690, 10): its tag byte, what it contains, and both together. */
export interface DerElement {
  readonly tag: number
  readonly content: Buffer
  readonly whole: Buffer
}

const LONG_FORM = 0x80
const MULTI_BYTE_TAG = 0x1f

/**
 * The elements that stand one after the other in `bytes`.
 *
 * @throws Error  they are cut off, of indefinite length, or have tags beyond 30; in words that complete "the file …"
 */
export function readDer(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) throw damaged()
    const tag = bytes.readUInt8(at)
    let length = bytes.readUInt8(at + 1)
    let start = at + 2
    if ((tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG || length === LONG_FORM) throw damaged()
    if (length > LONG_FORM) {
      const size = length - LONG_FORM
      if (size > 4 || start + size > bytes.length) throw damaged()
      length = bytes.readUIntBE(start, size)
      start += size
    }
    const end = start + length
    if (end > bytes.length) throw damaged()
    elements.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) })
    at = end
  }
  return elements
}

/** An object identifier's content as text, such as `1.2.840.113549.1.7.1`. */
export function oidOf({ content }: DerElement): string {
  const numbers: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(value)
      value = 0
    }
  }
  const [first = 0, ...rest] = numbers
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}

function damaged(): Error {
  return new Error('is cut off or damaged')
}
