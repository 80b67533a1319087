import type { UnionType } from '../types.ts'
import { writeVarint } from '../varint.ts'
import type { Write } from '../write.ts'
import { behindName, memberName, solid } from './structure.ts'
import { type WriteText, writeParsed } from './write-text.ts'

/**
 * null, or an object of one member that names the branch.
 *
 * @param write  for anything else
 */
export function unionTextWriter(type: UnionType, write: Write, branches: readonly WriteText[]): WriteText {
  const nullIndex = type.branches.findIndex(({ kind }) => kind === 'null')
  const named = type.branches
    .map(({ kind, label }, index) => ({ kind, index, name: memberName(label), write: branches[index] as WriteText }))
    .filter(({ kind }) => kind !== 'null')
  return (sink, text, start) => {
    const first = text[start]
    if (first === LETTER_N && nullIndex >= 0) {
      writeVarint(sink, nullIndex)
      return start + 'null'.length
    }
    if (first !== OPEN_BRACE) return writeParsed(write, sink, text, start)
    const written = sink.at - sink.start
    const at = solid(text, start + 1)
    for (const branch of named) {
      const value = behindName(text, at, branch.name)
      if (value === 0) continue
      writeVarint(sink, branch.index)
      const end = solid(text, branch.write(sink, text, value))
      if (text[end] === CLOSE_BRACE) return end + 1
      sink.at = sink.start + written
      break
    }
    return writeParsed(write, sink, text, start)
  }
}

const LETTER_N = 110
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
