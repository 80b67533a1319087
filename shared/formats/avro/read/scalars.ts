import { constantText } from '../../constant-text.ts'
import { Malformed, tooShort } from '../../malformed.ts'
import { readDouble, readFloat } from '../../reading/floating.ts'
import { put, putByte } from '../../reading/reading.ts'
import type { EnumType } from '../types.ts'
import { readInt, readLong } from './integers.ts'
import type { Read } from './read.ts'
import { readBytes, readString } from './strings.ts'
import { readVarint } from './varint.ts'

// The readers of values without parts. `before` is the text before the value. Each has a function of its own, though they
// look alike: one function that calls another which it is given cannot be compiled as well.

export function constantReader(text: string): Read {
  const lead = constantText(text)
  return (reading) => put(reading, lead)
}

export function booleanReader(before: string): Read {
  const values = [constantText(`${before}false`), constantText(`${before}true`)]
  return (reading) => {
    if (reading.at >= reading.end) throw tooShort()
    const byte = reading.source[reading.at++] as number
    const value = values[byte]
    if (value === undefined) throw new Malformed(`it has a boolean that is ${byte}`)
    put(reading, value)
  }
}

export function intReader(before: string): Read {
  const lead = constantText(before)
  return (reading) => {
    put(reading, lead)
    readInt(reading)
  }
}

export function longReader(before: string): Read {
  const lead = constantText(before)
  return (reading) => {
    put(reading, lead)
    readLong(reading)
  }
}

export function floatReader(before: string): Read {
  const lead = constantText(before)
  return (reading) => {
    put(reading, lead)
    readFloat(reading)
  }
}

export function doubleReader(before: string): Read {
  const lead = constantText(before)
  return (reading) => {
    put(reading, lead)
    readDouble(reading)
  }
}

export function stringReader(before: string): Read {
  const lead = constantText(`${before}"`)
  return (reading) => {
    put(reading, lead)
    readString(reading)
  }
}

export function bytesReader(before: string): Read {
  const lead = constantText(`${before}"`)
  return (reading) => {
    put(reading, lead)
    readBytes(reading)
  }
}

/** All that there is. */
export const rawBytesReader: Read = (reading) => {
  putByte(reading, QUOTE)
  readBytes(reading, reading.end - reading.at)
}

export function fixedReader(before: string, size: number): Read {
  const lead = constantText(`${before}"`)
  return (reading) => {
    put(reading, lead)
    readBytes(reading, size)
  }
}

export function enumReader({ symbols, label }: EnumType): Read {
  const texts = symbols.map((symbol) => constantText(JSON.stringify(symbol)))
  return (reading) => {
    const index = readVarint(reading)
    const text = texts[index]
    if (text === undefined) throw new Malformed(`it has symbol ${index} of enum ${label}, which has ${texts.length}`)
    put(reading, text)
  }
}

const QUOTE = 0x22
