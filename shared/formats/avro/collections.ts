import { expected, inside } from '../mismatch.ts'
import { writeString } from './strings.ts'
import { writeVarint } from './varint.ts'
import type { Write } from './write.ts'

/** All items in one block, and the empty block that ends them. */
export function arrayWriter(item: Write): Write {
  return (sink, datum) => {
    if (!Array.isArray(datum)) throw expected('array', datum)
    if (datum.length > 0) writeVarint(sink, datum.length)
    let index = 0
    try {
      for (; index < datum.length; index++) item(sink, datum[index])
    } catch (error) {
      throw inside(index, error)
    }
    writeVarint(sink, 0)
  }
}

/** All entries in one block, and the empty block that ends them. */
export function mapWriter(value: Write): Write {
  return (sink, datum) => {
    if (typeof datum !== 'object' || datum === null || Array.isArray(datum)) throw expected('map (an object)', datum)
    const entries = datum as Readonly<Record<string, unknown>>
    const keys = Object.keys(entries)
    if (keys.length > 0) writeVarint(sink, keys.length)
    let index = 0
    try {
      for (; index < keys.length; index++) {
        const key = keys[index] as string
        writeString(sink, key)
        value(sink, entries[key])
      }
    } catch (error) {
      throw inside(keys[index] as string, error)
    }
    writeVarint(sink, 0)
  }
}
