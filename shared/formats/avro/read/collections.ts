import { enter, leave, putByte, type Reading } from '../../reading/reading.ts'
import type { Read } from './read.ts'
import { readSize, readVarint } from './varint.ts'

/** @param item  writes a comma before the item */
export function arrayReader(item: Read): Read {
  return blocks(0x5b, 0x5d, item)
}

/** A key that comes twice is written twice. @param key  writes a comma before the key @param value  writes a colon before the value */
export function mapReader(key: Read, value: Read): Read {
  return blocks(0x7b, 0x7d, (reading) => {
    key(reading)
    value(reading)
  })
}

/** Blocks of items, each with their number in front; the one of no items is the last. */
function blocks(open: number, close: number, item: Read): Read {
  return (reading) => {
    enter(reading)
    const start = reading.length
    for (let count = readCount(reading); count !== 0; count = readCount(reading)) {
      for (; count > 0; count--) item(reading)
    }
    // In the place of the first comma.
    if (reading.length === start) putByte(reading, open)
    else reading.bytes[start] = open
    putByte(reading, close)
    leave(reading)
  }
}

/** A negative number of items has the size of the block behind it, for those who want to pass over it. @throws Malformed */
function readCount(reading: Reading): number {
  const count = readVarint(reading)
  if (count >= 0) return count
  readSize(reading)
  return -count
}
