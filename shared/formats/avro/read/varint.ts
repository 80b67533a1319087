import { Malformed, tooShort } from '../../malformed.ts'
import type { Reading } from '../../reading/reading.ts'

/**
 * Reads an int in Avro's variable-length zig-zag coding. Lengths, counts and indexes are longs by the specification; there is
 * nothing beyond 32 bits that they could be true of.
 *
 * @throws Malformed
 */
export function readVarint(reading: Reading): number {
  const { source, end } = reading
  let { at } = reading
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    if (at >= end) throw tooShort()
    const byte = source[at++] as number
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      if (shift === 28 && byte > 0xf) break
      reading.at = at
      return (value >>> 1) ^ -(value & 1)
    }
  }
  throw new Malformed('it has an int, a length or an index of more than 32 bits')
}

/** Reads how many bytes follow, which have to be there. @throws Malformed */
export function readSize(reading: Reading): number {
  const size = readVarint(reading)
  if (size < 0) throw new Malformed('it has a negative length')
  if (size > reading.end - reading.at) throw tooShort()
  return size
}
