/** Bytes that grow, and numbers of few bytes when they are small: base 128, the lowest digits first (as in protobuf). */
export interface Writer {
  /** @param value  a safe integer, not negative */
  unsigned(value: number): void
  /** Zigzag: the sign is the lowest bit. Of any size. */
  signed(value: bigint): void
  bytes(value: Uint8Array): void
  finish(): Uint8Array
}

/** Reads what a {@link Writer} wrote. @throws RangeError from every method: the bytes end too soon */
export interface Reader {
  unsigned(): number
  signed(): bigint
  bytes(length: number): Uint8Array
  readonly atEnd: boolean
}

const firstBytes = 256
/** Enough for 65 bits, which the difference of two offsets may have with its sign. */
const longestNumber = 10
/** So many digits are exact in a plain number; bigints cost much more. */
const plainDigits = 7
const maxPlain = 2 ** 48

export function createWriter(): Writer {
  let buffer = Buffer.allocUnsafe(firstBytes)
  let end = 0

  function makeRoom(length: number): void {
    if (end + length <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + length))
    buffer.copy(larger, 0, 0, end)
    buffer = larger
  }

  function unsigned(value: number): void {
    makeRoom(longestNumber)
    let rest = value
    while (rest > 0x7f) {
      buffer[end++] = (rest % 0x80) + 0x80
      rest = Math.floor(rest / 0x80)
    }
    buffer[end++] = rest
  }

  function unsignedLarge(value: bigint): void {
    makeRoom(longestNumber)
    let rest = value
    while (rest > 0x7fn) {
      buffer[end++] = Number(rest & 0x7fn) + 0x80
      rest >>= 7n
    }
    buffer[end++] = Number(rest)
  }

  return {
    unsigned,
    signed(value) {
      const plain = Number(value)
      if (Math.abs(plain) < maxPlain) unsigned(plain >= 0 ? 2 * plain : -2 * plain - 1)
      else unsignedLarge(value >= 0n ? value << 1n : (-value << 1n) - 1n)
    },
    bytes(value) {
      makeRoom(value.length)
      buffer.set(value, end)
      end += value.length
    },
    finish: () => buffer.subarray(0, end),
  }
}

export function createReader(buffer: Uint8Array): Reader {
  let at = 0

  function next(): number {
    const byte = buffer[at++]
    if (byte === undefined) throw new RangeError('The bytes end in the middle of a number.')
    return byte
  }

  function number(): number | bigint {
    let plain = 0
    for (let digit = 0, scale = 1; digit < plainDigits; digit++, scale *= 0x80) {
      const byte = next()
      plain += (byte & 0x7f) * scale
      if (byte <= 0x7f) return plain
    }
    let large = BigInt(plain)
    for (let shift = 7n * BigInt(plainDigits); ; shift += 7n) {
      const byte = next()
      large += BigInt(byte & 0x7f) << shift
      if (byte <= 0x7f) return large
    }
  }

  return {
    unsigned: () => Number(number()),
    signed() {
      const value = number()
      if (typeof value === 'number') return BigInt(value % 2 === 0 ? value / 2 : -(value + 1) / 2)
      return value & 1n ? -(value >> 1n) - 1n : value >> 1n
    },
    bytes(length) {
      if (at + length > buffer.length) throw new RangeError('The bytes end in the middle of a text.')
      at += length
      return buffer.subarray(at - length, at)
    },
    get atEnd() {
      return at >= buffer.length
    },
  }
}
