import { enter, leave, putByte } from '../../reading/reading.ts'
import type { Read } from './read.ts'

/** @param fields  each writes its name too, and what is before it; may be filled after this returns, as a record may contain itself */
export function recordReader(fields: readonly Read[]): Read {
  return (reading) => {
    enter(reading)
    for (let index = 0; index < fields.length; index++) {
      const read = fields[index] as Read
      read(reading)
    }
    if (fields.length === 0) putByte(reading, 0x7b)
    putByte(reading, 0x7d)
    leave(reading)
  }
}
