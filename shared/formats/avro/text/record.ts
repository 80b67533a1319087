import type { RecordType } from '../types.ts'
import type { Write } from '../write.ts'
import { behindName, memberName, solid } from './structure.ts'
import { type WriteText, writeParsed } from './write-text.ts'

/**
 * A record whose members stand in the schema's order, spelled plainly: most clients send nothing else.
 *
 * @param write   for a record in any other order, or that does not fit
 * @param fields  one for each field of the type; may be filled after this returns, as a record may contain itself
 */
export function recordTextWriter(type: RecordType, write: Write, fields: readonly WriteText[]): WriteText {
  const names = type.fields.map(({ name }) => memberName(name))
  return (sink, text, start) => {
    const written = sink.at - sink.start
    let at = start
    let before = OPEN_BRACE
    for (let index = 0; index < names.length; index++) {
      const value = text[at] === before ? behindName(text, solid(text, at + 1), names[index] as Buffer) : 0
      if (value === 0) {
        sink.at = sink.start + written
        return writeParsed(write, sink, text, start)
      }
      const writeField = fields[index] as WriteText
      at = solid(text, writeField(sink, text, value))
      before = COMMA
    }
    if (names.length > 0 && text[at] === CLOSE_BRACE) return at + 1
    sink.at = sink.start + written
    return writeParsed(write, sink, text, start)
  }
}

const COMMA = 44
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
