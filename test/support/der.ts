/** DER (X.690) as certificates and PKCS#12 need it; each function writes one element. */
export const der = {
  /** An element of any tag around its content. */
  element: (tag: number, ...content: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(content)
    return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
  },
  sequence: (...content: readonly Uint8Array[]): Buffer => der.element(0x30, ...content),
  set: (...content: readonly Uint8Array[]): Buffer => der.element(0x31, ...content),
  /** `[number]`, with an element within. */
  explicit: (number: number, ...content: readonly Uint8Array[]): Buffer => der.element(0xa0 | number, ...content),
  octets: (bytes: Uint8Array): Buffer => der.element(0x04, bytes),
  bits: (bytes: Uint8Array): Buffer => der.element(0x03, Buffer.of(0), bytes),
  boolean: (value: boolean): Buffer => der.element(0x01, Buffer.of(value ? 0xff : 0)),
  utf8: (text: string): Buffer => der.element(0x0c, Buffer.from(text)),
  null: (): Buffer => der.element(0x05),
  /** A whole number that is not negative. */
  integer: (value: bigint | number): Buffer => {
    const digits = BigInt(value).toString(16)
    const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
    return der.element(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.of(0) : Buffer.alloc(0), bytes)
  },
  /** An object identifier such as `2.5.4.3`. */
  oid: (dotted: string): Buffer => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
    return der.element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
  },
  /** UTCTime until 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5). */
  time: (at: Date): Buffer => {
    const digits = `${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`
    return at.getUTCFullYear() < 2050
      ? der.element(0x17, Buffer.from(digits.slice(2)))
      : der.element(0x18, Buffer.from(digits))
  },
} as const

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const bytes = [...Buffer.from(length.toString(16).padStart(8, '0'), 'hex')]
  while (bytes[0] === 0) bytes.shift()
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function base128(value: number): number[] {
  const bytes = [value % 128]
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) bytes.unshift(0x80 | (left % 128))
  return bytes
}
