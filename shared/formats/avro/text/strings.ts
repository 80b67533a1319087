import { reserve, type Sink } from '../../sink.ts'
import { writeString } from '../strings.ts'
import type { EnumType } from '../types.ts'
import { writeVarint } from '../varint.ts'
import type { Write } from '../write.ts'
import { type WriteText, writeParsed } from './write-text.ts'

/** Up to this many bytes a loop is faster than a call of the native copier. At most 63: the length takes one byte. */
const MAX_LOOPED = 40

/** A string without escapes is stored as it stands. */
export const writeStringText: WriteText = (sink, text, start) => {
  if (text[start] !== QUOTE) return writeParsed(writeString, sink, text, start)
  const from = start + 1
  reserve(sink, MAX_LOOPED + 1)
  const { bytes, at: place } = sink
  let size = 0
  let byte = text[from] as number
  while (byte !== QUOTE && byte !== BACKSLASH && size < MAX_LOOPED) {
    bytes[place + ++size] = byte
    byte = text[from + size] as number
  }
  if (byte === QUOTE) {
    bytes[place] = size << 1
    sink.at = place + 1 + size
    return from + size + 1
  }
  return writeLongString(sink, text, start, from + size)
}

function writeLongString(sink: Sink, text: Buffer, start: number, looked: number): number {
  const end = text.indexOf(QUOTE, looked)
  const escaped = text.subarray(looked, end).includes(BACKSLASH)
  if (escaped) return writeParsed(writeString, sink, text, start)
  const size = end - start - 1
  writeVarint(sink, size)
  reserve(sink, size)
  text.copy(sink.bytes, sink.at, start + 1, end)
  sink.at += size
  return end + 1
}

/**
 * Symbols are ASCII.
 *
 * @param write  for what is no symbol
 */
export function enumTextWriter(type: EnumType, write: Write): WriteText {
  const indexes = new Map(type.symbols.map((symbol, index) => [symbol, index]))
  return (sink, text, at) => {
    const end = text[at] === QUOTE ? text.indexOf(QUOTE, at + 1) : -1
    const index = end < 0 ? undefined : indexes.get(text.toString('latin1', at + 1, end))
    if (index === undefined) return writeParsed(write, sink, text, at)
    writeVarint(sink, index)
    return end + 1
  }
}

const QUOTE = 34
const BACKSLASH = 92
