import { expected } from '../mismatch.ts'
import { reserve } from '../sink.ts'
import { writeVarint, writeVarint64 } from './varint.ts'
import type { Write } from './write.ts'

const minLong = -(2n ** 63n)
const maxLong = 2n ** 63n - 1n

/** The names Java's Avro reads and writes for what JSON has no numbers for. */
const notFinite: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['INF', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-INF', Number.NEGATIVE_INFINITY],
])

export const writeInt: Write = (sink, datum) => {
  if (typeof datum !== 'number' || (datum | 0) !== datum) throw expected('int (a whole number of 32 bits)', datum)
  writeVarint(sink, datum)
}

export const writeLong: Write = (sink, datum) => {
  if (Number.isSafeInteger(datum)) writeVarint(sink, datum as number)
  else if (typeof datum === 'bigint' && minLong <= datum && datum <= maxLong) writeVarint64(sink, datum)
  else if (!sink.exact && Number.isInteger(datum) && Math.abs(datum as number) <= 2 ** 63) sink.rounded = true
  else throw expected('long (a whole number of 64 bits)', datum)
}

export const writeFloat: Write = (sink, datum) => {
  const value = typeof datum === 'number' ? datum : floating('float', datum)
  if (!Number.isFinite(Math.fround(value)) && typeof datum !== 'string') {
    throw expected('float (at most 3.4e38; "Infinity" and "NaN" as strings)', datum)
  }
  reserve(sink, 4)
  sink.view.setFloat32(sink.at, value, true)
  sink.at += 4
}

export const writeDouble: Write = (sink, datum) => {
  const value = typeof datum === 'number' ? datum : floating('double', datum)
  if (!Number.isFinite(value) && typeof datum !== 'string') {
    throw expected('double (at most 1.8e308; "Infinity" and "NaN" as strings)', datum)
  }
  reserve(sink, 8)
  sink.view.setFloat64(sink.at, value, true)
  sink.at += 8
}

function floating(type: string, datum: unknown): number {
  const value = typeof datum === 'bigint' ? Number(datum) : notFinite.get(datum)
  if (value === undefined) throw expected(`${type} (a number, or the string "NaN", "Infinity" or "-Infinity")`, datum)
  return value
}
