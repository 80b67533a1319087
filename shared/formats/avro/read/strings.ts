import { Malformed, tooShort } from '../../malformed.ts'
import { characterEnd } from '../../utf8.ts'
import { latin1 } from './latin1.ts'
import { putByte, type Reading, reserve } from './reading.ts'
import { readSize } from './varint.ts'

/** Bytes at a time: each may become six, so that room for all of a long text at once would be far too much. */
const stretch = 4_096
/** The table's words are written whole, and the last character of a stretch may go beyond it. */
const margin = 8
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

/** Writes a stretch of UTF-8, up to the end of its last character. */
function writeCharacters(reading: Reading, end: number): void {
  const stop = Math.min(end, reading.at + stretch)
  reserve(reading, 6 * (stop - reading.at) + margin)
  const { source, bytes, words } = reading
  let { at, length } = reading
  while (at < stop) {
    let byte = source[at] as number
    // Nothing is called in here: that is what makes this loop fast.
    while (sizes[byte] === 1) {
      bytes[length++] = byte
      if (++at === stop) break
      byte = source[at] as number
    }
    if (at === stop) break
    if (byte < 0x80) {
      words.setUint32(length, first[byte] as number, true)
      words.setUint32(length + 4, second[byte] as number, true)
      length += sizes[byte] as number
      at++
    } else {
      const behind = characterEnd(source, at, end)
      if (behind < 0) throw new Malformed('it has a string that is not UTF-8')
      while (at < behind) bytes[length++] = source[at++] as number
    }
  }
  reading.at = at
  reading.length = length
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
