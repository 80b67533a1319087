import { isUtf8 } from 'node:buffer'
import { type PartWriter, Undecodable } from './part-writer.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20

/** How JSON spells the characters that cannot stand in a string as they are. */
const ESCAPES: readonly string[] = Array.from({ length: BACKSLASH + 1 }, (_, code) =>
  JSON.stringify(String.fromCharCode(code)).slice(1, -1),
)

/** The format `text`: a JSON string of the record's UTF-8. */
export const writeText: PartWriter = (output, bytes, start, end) => {
  if (!isUtf8(bytes.subarray(start, end))) throw new Undecodable('it is not UTF-8')
  const size = end - start
  output.reserve(size + 2)
  output.bytes[output.length++] = QUOTE
  let from = start
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) continue
    output.appendRange(bytes, from, at)
    output.appendAscii(ESCAPES[byte] as string)
    from = at + 1
  }
  output.appendRange(bytes, from, end)
  output.reserve(1)
  output.bytes[output.length++] = QUOTE
  return size
}
