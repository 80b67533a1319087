import { bits, type Cursor, readEnd, readTag, readVarint } from '../cursor.ts'
import { LENGTH, skip, VARINT } from '../wire.ts'

/** A message without its schema: by the fields' numbers, their values in order. Numbers of 32 bits, and bytes. */
export type Fields = ReadonlyMap<number, readonly (number | Buffer)[]>

/** @throws Malformed */
export function fieldsOf(bytes: Buffer): Fields {
  const wire: Cursor = { source: bytes, at: 0, end: bytes.length }
  const fields = new Map<number, (number | Buffer)[]>()
  while (wire.at < wire.end) {
    const tag = readTag(wire)
    const value = readValue(wire, tag)
    if (value === undefined) continue
    const values = fields.get(tag >>> 3)
    if (values) values.push(value)
    else fields.set(tag >>> 3, [value])
  }
  return fields
}

function readValue(wire: Cursor, tag: number): number | Buffer | undefined {
  switch (tag & 7) {
    case VARINT:
      readVarint(wire)
      return bits.low
    case LENGTH: {
      const end = readEnd(wire)
      const value = wire.source.subarray(wire.at, end)
      wire.at = end
      return value
    }
    default:
      skip(wire, tag)
      return undefined
  }
}

/** The messages of a repeated field. @throws Malformed */
export function messagesOf(fields: Fields, number: number): Fields[] {
  return (fields.get(number) ?? []).filter(Buffer.isBuffer).map(fieldsOf)
}

/** The texts of a repeated field. */
export function textsOf(fields: Fields, number: number): string[] {
  return (fields.get(number) ?? []).filter(Buffer.isBuffer).map((bytes) => bytes.toString())
}

/** The last one counts (Protocol Buffers encoding). */
export function textOf(fields: Fields, number: number): string | undefined {
  return textsOf(fields, number).at(-1)
}

/** The numbers of a repeated field that is not packed. */
export function numbersOf(fields: Fields, number: number): number[] {
  return (fields.get(number) ?? []).filter((value) => typeof value === 'number')
}

export function numberOf(fields: Fields, number: number): number | undefined {
  return numbersOf(fields, number).at(-1)
}
