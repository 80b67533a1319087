/** Bytes that grow, and numbers of few bytes when they are small: base 128, the lowest digits first (as in protobuf). */
export interface Writer {
  /** @param value  not negative */
  unsigned(value: bigint | number): void
  /** Zigzag: the sign is the lowest bit. */
  signed(value: bigint): void
  bytes(value: Uint8Array): void
  finish(): Uint8Array
}

export interface Reader {
  unsigned(): bigint
  signed(): bigint
  bytes(length: number): Uint8Array
  readonly atEnd: boolean
}

/** Enough for three numbers of 64 bits. */
const firstBytes = 256
const longestNumber = 16

export function createWriter(): Writer {
  let buffer = Buffer.allocUnsafe(firstBytes)
  let end = 0

  function makeRoom(length: number): void {
    if (end + length <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + length))
    buffer.copy(larger, 0, 0, end)
    buffer = larger
  }

  function unsigned(value: bigint | number): void {
    makeRoom(longestNumber)
    let large = BigInt(value)
    while (large > 0xffff_ffffn) {
      buffer[end++] = Number(large & 0x7fn) | 0x80
      large >>= 7n
    }
    let small = Number(large)
    while (small > 0x7f) {
      buffer[end++] = (small & 0x7f) | 0x80
      small >>>= 7
    }
    buffer[end++] = small
  }

  return {
    unsigned,
    signed: (value) => unsigned(value >= 0n ? value << 1n : (-value << 1n) - 1n),
    bytes(value) {
      makeRoom(value.length)
      buffer.set(value, end)
      end += value.length
    },
    finish: () => buffer.subarray(0, end),
  }
}

/** Reads what a {@link Writer} wrote. @throws RangeError from every method: the bytes end too soon */
export function createReader(buffer: Uint8Array): Reader {
  let at = 0

  function next(): number {
    const byte = buffer[at++]
    if (byte === undefined) throw new RangeError('The bytes end in the middle of a number.')
    return byte
  }

  // Groups of four digits in plain numbers, which bigints are made of only when there are more.
  function unsigned(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 28n) {
      let part = 0
      let byte = 0x80
      for (let digit = 0; digit < 4 && byte > 0x7f; digit++) {
        byte = next()
        part |= (byte & 0x7f) << (7 * digit)
      }
      value += BigInt(part) << shift
      if (byte <= 0x7f) return value
    }
  }

  return {
    unsigned,
    signed() {
      const value = unsigned()
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
