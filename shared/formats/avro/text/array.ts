import { reserve, type Sink } from '../../sink.ts'
import { writeVarint } from '../varint.ts'
import type { Write } from '../write.ts'
import { solid } from './structure.ts'
import { type WriteText, writeParsed } from './write-text.ts'

/** Items whose number takes one byte. */
const FEW = 63

/**
 * All items in one block, and the empty block that ends them. Their number stands in front of them and is known behind
 * them: they are moved where it takes more than a byte.
 *
 * @param write  for what is no array
 */
export function arrayTextWriter(write: Write, item: WriteText): WriteText {
  return (sink, text, start) => {
    if (text[start] !== OPEN_BRACKET) return writeParsed(write, sink, text, start)
    reserve(sink, 1)
    const place = sink.at - sink.start
    let at = solid(text, start + 1)
    if (text[at] !== CLOSE_BRACKET) {
      sink.at++
      let count = 0
      for (;;) {
        at = solid(text, item(sink, text, at))
        count++
        if (text[at] !== COMMA) break
        at = solid(text, at + 1)
      }
      putCount(sink, place, count)
    }
    writeVarint(sink, 0)
    return at + 1
  }
}

/** @param place  where a byte has been kept free for it, from the record's beginning on */
function putCount(sink: Sink, place: number, count: number): void {
  if (count <= FEW) {
    sink.bytes[sink.start + place] = count << 1
    return
  }
  const items = sink.at - sink.start
  writeVarint(sink, count)
  const { bytes, start } = sink
  const digits = Buffer.from(bytes.subarray(start + items, sink.at))
  bytes.copyWithin(start + place + digits.length, start + place + 1, start + items)
  digits.copy(bytes, start + place)
  sink.at--
}

const COMMA = 44
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
