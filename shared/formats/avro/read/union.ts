import { Malformed } from '../../malformed.ts'
import { putByte } from '../../reading/reading.ts'
import type { Read } from './read.ts'
import { readVarint } from './varint.ts'

/**
 * @param branches   each opens its wrapper too, if it has one
 * @param nullIndex  of the branch that has none; -1 if there is no such branch
 */
export function unionReader(branches: readonly Read[], nullIndex: number): Read {
  return (reading) => {
    const index = readVarint(reading)
    const read = branches[index]
    if (read === undefined) throw noBranch(index, branches)
    read(reading)
    if (index !== nullIndex) putByte(reading, 0x7d)
  }
}

/** A union that is the whole schema. Its branches go without wrappers. */
export function bareUnionReader(branches: readonly Read[]): Read {
  return (reading) => {
    const index = readVarint(reading)
    const read = branches[index]
    if (read === undefined) throw noBranch(index, branches)
    read(reading)
  }
}

function noBranch(index: number, branches: readonly Read[]): Malformed {
  return new Malformed(`it has branch ${index} of a union of ${branches.length}`)
}
