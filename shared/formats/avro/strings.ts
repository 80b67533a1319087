import { expected, Mismatch } from '../mismatch.ts'
import { reserve } from '../sink.ts'
import type { EnumType, FixedType } from './types.ts'
import { writeVarint } from './varint.ts'
import type { Write } from './write.ts'

/** Up to this many characters a loop is faster than a call of the native writer. At most 63: the length takes one byte. */
const maxLooped = 24

export const writeString: Write = (sink, datum) => {
  if (typeof datum !== 'string') throw expected('string', datum)
  const { length } = datum
  if (length <= maxLooped) {
    reserve(sink, length + 1)
    const { bytes, at } = sink
    let i = 0
    while (i < length) {
      const code = datum.charCodeAt(i)
      if (code > 127) break
      bytes[at + ++i] = code
    }
    if (i === length) {
      bytes[at] = length << 1
      sink.at = at + 1 + length
      return
    }
  }
  const size = Buffer.byteLength(datum)
  writeVarint(sink, size)
  reserve(sink, size)
  sink.at += sink.bytes.write(datum, sink.at)
}

export const writeBytes: Write = (sink, datum) => {
  const text = binary('bytes', datum)
  writeVarint(sink, text.length)
  reserve(sink, text.length)
  sink.at += sink.bytes.write(text, sink.at, 'latin1')
}

/** Without a length: how Confluent's serializers write bytes that are the whole schema. */
export const writeRawBytes: Write = (sink, datum) => {
  const text = binary('bytes', datum)
  reserve(sink, text.length)
  sink.at += sink.bytes.write(text, sink.at, 'latin1')
}

export function fixedWriter(type: FixedType): Write {
  const what = `fixed ${type.label} (a string of ${type.size} characters, one for each byte)`
  return (sink, datum) => {
    const text = binary(what, datum)
    if (text.length !== type.size) throw new Mismatch(`expected ${what}, found ${text.length} characters`)
    reserve(sink, text.length)
    sink.at += sink.bytes.write(text, sink.at, 'latin1')
  }
}

export function enumWriter(type: EnumType): Write {
  const indexes = new Map<unknown, number>(type.symbols.map((symbol, index) => [symbol, index]))
  const some = type.symbols.slice(0, 8).join(', ')
  const what = `enum ${type.label} (${type.symbols.length > 8 ? `${some}, …` : some})`
  return (sink, datum) => {
    const index = indexes.get(datum)
    if (index === undefined) throw expected(what, datum)
    writeVarint(sink, index)
  }
}

const beyondLatin1 = /[\u0100-\u{10ffff}]/u

/** Avro's JSON encoding has bytes as the characters of ISO 8859-1; anything above would be cut off without a word. */
function binary(what: string, datum: unknown): string {
  if (typeof datum !== 'string') throw expected(`${what} as a string`, datum)
  const stranger = beyondLatin1.exec(datum)
  if (stranger !== null) {
    throw new Mismatch(
      `expected ${what}, found ${JSON.stringify(stranger[0])}: bytes are the characters U+0000 to U+00FF`,
    )
  }
  return datum
}
