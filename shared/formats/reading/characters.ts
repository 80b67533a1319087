import { Malformed } from '../malformed.ts'
import { characterEnd } from '../utf8.ts'
import { latin1, margin, stretch } from './latin1.ts'
import { type Reading, reserve } from './reading.ts'

const { size: sizes, first, second } = latin1

/** Writes a stretch of UTF-8 as characters of a JSON string, up to the end of its last one. @throws Malformed */
export function writeCharacters(reading: Reading, end: number): void {
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
