import { tooShort } from '../../malformed.ts'
import { writeCharacters } from '../../reading/characters.ts'
import { latin1, margin, stretch } from '../../reading/latin1.ts'
import { putByte, type Reading, reserve } from '../../reading/reading.ts'
import { readSize } from './varint.ts'

const quote = 0x22
const { size: sizes, first, second } = latin1

/** Writes a string but for the quotation mark at its beginning. @throws Malformed */
export function readString(reading: Reading): void {
  const size = readSize(reading)
  const end = reading.at + size
  while (reading.at < end) writeCharacters(reading, end)
  putByte(reading, quote)
}

/**
 * Writes bytes as the characters of ISO 8859-1, as Avro's JSON encoding has it, but for the quotation mark at the beginning.
 *
 * @throws Malformed
 */
export function readBytes(reading: Reading, size = readSize(reading)): void {
  if (size > reading.end - reading.at) throw tooShort()
  const end = reading.at + size
  while (reading.at < end) writeLatin1(reading, Math.min(end, reading.at + stretch))
  putByte(reading, quote)
}

/** Two words for each byte, be it one character or six: random bytes would have the processor guess wrong half the time. */
function writeLatin1(reading: Reading, stop: number): void {
  reserve(reading, 6 * (stop - reading.at) + margin)
  const { source, words } = reading
  let { at, length } = reading
  for (; at < stop; at++) {
    const byte = source[at] as number
    words.setUint32(length, first[byte] as number, true)
    words.setUint32(length + 4, second[byte] as number, true)
    length += sizes[byte] as number
  }
  reading.at = at
  reading.length = length
}
