import { decodeBase64 } from '../base64.ts'
import { Malformed } from '../malformed.ts'
import { expected, Mismatch } from '../mismatch.ts'
import { reserve, type Sink } from '../sink.ts'
import { bits, type Cursor, readEnd, readFixed32, readFixed64, readVarint } from './cursor.ts'
import { decimalDouble, decimalFloat } from './floating.ts'
import type { ScalarName, ValueType } from './plan.ts'
import { FIXED32, FIXED64, LENGTH, VARINT, writeSized, writeVarint32, writeVarint53, writeVarint64 } from './wire.ts'

/** How values of a scalar type are written and read: JSON in canonical form, or as lax as it may be. */
export interface Scalar {
  /** How its values are laid out. */
  readonly wireType: number
  /** @throws Mismatch */
  readonly write: (sink: Sink, datum: unknown) => void
  /** As JSON text. @throws Malformed */
  readonly read: (wire: Cursor) => string
}

/** Whole numbers of 64 bits are strings in JSON, as it has no such numbers; those that are numbers are taken, too. */
export const scalars: Readonly<Record<ScalarName, Scalar>> = {
  double: {
    wireType: FIXED64,
    write(sink, datum) {
      const value = numberOf('double', datum)
      reserve(sink, 8)
      sink.view.setFloat64(sink.at, value, true)
      sink.at += 8
    },
    read(wire) {
      readFixed64(wire)
      return decimalDouble(wire.source.readDoubleLE(wire.at - 8))
    },
  },
  float: {
    wireType: FIXED32,
    write(sink, datum) {
      const value = numberOf('float', datum)
      if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw expected('float, at most 3.4e38', datum)
      reserve(sink, 4)
      sink.view.setFloat32(sink.at, value, true)
      sink.at += 4
    },
    read(wire) {
      readFixed32(wire)
      return decimalFloat(wire.source.readFloatLE(wire.at - 4))
    },
  },
  int32: {
    wireType: VARINT,
    write(sink, datum) {
      writeInt32(sink, signed32('int32', datum))
    },
    read: varint(() => String(bits.low)),
  },
  uint32: {
    wireType: VARINT,
    write: (sink, datum) => writeVarint32(sink, unsigned32('uint32', datum)),
    read: varint(() => String(bits.low >>> 0)),
  },
  sint32: {
    wireType: VARINT,
    write(sink, datum) {
      const value = signed32('sint32', datum)
      writeVarint32(sink, (value << 1) ^ (value >> 31))
    },
    read: varint(() => String((bits.low >>> 1) ^ -(bits.low & 1))),
  },
  int64: {
    wireType: VARINT,
    write(sink, datum) {
      if (Number.isSafeInteger(datum) && (datum as number) >= 0) writeVarint53(sink, datum as number)
      else writeWhole(sink, 'int64', datum, true, writeVarint64)
    },
    read: varint(signed64),
  },
  uint64: {
    wireType: VARINT,
    write: (sink, datum) => writeWhole(sink, 'uint64', datum, false, writeVarint64),
    read: varint(unsigned64),
  },
  sint64: {
    wireType: VARINT,
    write: (sink, datum) =>
      writeWhole(sink, 'sint64', datum, true, (to, value) => writeVarint64(to, (value << 1n) ^ (value >> 63n))),
    read: varint(() => {
      const value = bits64()
      return `"${(value >> 1n) ^ -(value & 1n)}"`
    }),
  },
  fixed32: {
    wireType: FIXED32,
    write: (sink, datum) => writeFixed32(sink, unsigned32('fixed32', datum)),
    read: fixed32(() => String(bits.low >>> 0)),
  },
  sfixed32: {
    wireType: FIXED32,
    write: (sink, datum) => writeFixed32(sink, signed32('sfixed32', datum)),
    read: fixed32(() => String(bits.low)),
  },
  fixed64: {
    wireType: FIXED64,
    write: (sink, datum) => writeWhole(sink, 'fixed64', datum, false, writeFixed64),
    read: fixed64(unsigned64),
  },
  sfixed64: {
    wireType: FIXED64,
    write: (sink, datum) => writeWhole(sink, 'sfixed64', datum, true, writeFixed64),
    read: fixed64(signed64),
  },
  bool: {
    wireType: VARINT,
    write(sink, datum) {
      if (typeof datum !== 'boolean') throw expected('bool', datum)
      writeVarint32(sink, datum ? 1 : 0)
    },
    read: varint(() => String((bits.low | bits.high) !== 0)),
  },
  string: {
    wireType: LENGTH,
    write(sink, datum) {
      if (typeof datum !== 'string') throw expected('string', datum)
      // Half of a surrogate pair has no UTF-8: something else would be stored in its place.
      if (!datum.isWellFormed()) throw new Mismatch('the string is not well-formed Unicode')
      if (datum.length > MAX_SHORT) {
        writeSized(sink, () => {
          reserve(sink, datum.length * 3)
          sink.at += sink.bytes.write(datum, sink.at, 'utf8')
        })
        return
      }
      reserve(sink, 3 * MAX_SHORT + 1)
      const size = sink.bytes.write(datum, sink.at + 1, 'utf8')
      sink.bytes[sink.at] = size
      sink.at += 1 + size
    },
    read(wire) {
      const start = wire.at
      const end = readEnd(wire)
      const from = wire.at
      wire.at = end
      const text = wire.source.toString('utf8', from, end)
      // What is not UTF-8 is replaced by this character; seldom it is in the text itself.
      if (text.includes('\ufffd') && !Buffer.from(text).equals(wire.source.subarray(from, end))) {
        throw new Malformed(`it has a string that is not UTF-8, at byte ${start}`)
      }
      return JSON.stringify(text)
    },
  },
  bytes: {
    wireType: LENGTH,
    write(sink, datum) {
      const bytes =
        typeof datum === 'string' ? decodeBase64(datum.replaceAll('-', '+').replaceAll('_', '/')) : undefined
      if (!bytes) throw expected('bytes (a base64 string)', datum)
      writeVarint32(sink, bytes.length)
      reserve(sink, bytes.length)
      sink.at += bytes.copy(sink.bytes, sink.at)
    },
    read(wire) {
      const end = readEnd(wire)
      const text = wire.source.toString('base64', wire.at, end)
      wire.at = end
      return `"${text}"`
    },
  },
}

/** How values of a type are laid out. */
export function wireTypeOf(type: ValueType): number {
  if (type.kind === 'scalar') return scalars[type.name].wireType
  return type.kind === 'enum' ? VARINT : LENGTH
}

/** Also for enums. Negative numbers take 10 bytes, as if they had 64 bits. */
export function writeInt32(sink: Sink, value: number): void {
  if (value < 0) writeVarint64(sink, BigInt(value))
  else writeVarint32(sink, value)
}

/** Characters of a string whose length surely takes one byte. */
const MAX_SHORT = 42

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d{1,5})?$/

/** A number, or a string that spells one. */
function numberOf(type: string, datum: unknown): number {
  const value =
    typeof datum === 'string'
      ? (NOT_FINITE.get(datum) ?? (DECIMAL.test(datum) ? Number(datum) : undefined))
      : typeof datum === 'bigint'
        ? Number(datum)
        : datum
  const fits = typeof value === 'number' && (Number.isFinite(value) || NOT_FINITE.has(datum))
  if (!fits) throw expected(`${type} (a number, or the string "NaN", "Infinity" or "-Infinity")`, datum)
  return value
}

function signed32(type: string, datum: unknown): number {
  const value = typeof datum === 'string' && DECIMAL.test(datum) ? Number(datum) : datum
  if (typeof value !== 'number' || (value | 0) !== value) throw expected(`${type} (a whole number of 32 bits)`, datum)
  return value
}

function unsigned32(type: string, datum: unknown): number {
  const value = typeof datum === 'string' && DECIMAL.test(datum) ? Number(datum) : datum
  if (typeof value !== 'number' || value >>> 0 !== value) {
    throw expected(`${type} (a whole number of 32 bits without a sign)`, datum)
  }
  return value
}

/** A number beyond 2^53 has been rounded by the parser: it has to be parsed exactly. */
function writeWhole(
  sink: Sink,
  type: string,
  datum: unknown,
  signed: boolean,
  write: (sink: Sink, value: bigint) => void,
): void {
  const value = wholeOf(datum)
  if (value === undefined && !sink.exact && Number.isInteger(datum) && Math.abs(datum as number) <= 2 ** 64) {
    sink.rounded = true
    return
  }
  const fits = value !== undefined && (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value
  if (!fits) throw expected(`${type} (a whole number of 64 bits${signed ? '' : ' without a sign'})`, datum)
  write(sink, value)
}

function wholeOf(datum: unknown): bigint | undefined {
  if (typeof datum === 'bigint') return datum
  if (typeof datum === 'string') return /^-?\d{1,20}$/.test(datum) ? BigInt(datum) : undefined
  return Number.isSafeInteger(datum) ? BigInt(datum as number) : undefined
}

function writeFixed32(sink: Sink, value: number): void {
  reserve(sink, 4)
  sink.view.setUint32(sink.at, value >>> 0, true)
  sink.at += 4
}

function writeFixed64(sink: Sink, value: bigint): void {
  reserve(sink, 8)
  sink.view.setBigUint64(sink.at, BigInt.asUintN(64, value), true)
  sink.at += 8
}

/** Of {@link bits}. */
type Show = () => string

function varint(show: Show): Scalar['read'] {
  return (wire) => {
    readVarint(wire)
    return show()
  }
}

function fixed32(show: Show): Scalar['read'] {
  return (wire) => {
    readFixed32(wire)
    return show()
  }
}

function fixed64(show: Show): Scalar['read'] {
  return (wire) => {
    readFixed64(wire)
    return show()
  }
}

function bits64(): bigint {
  return (BigInt(bits.high >>> 0) << 32n) | BigInt(bits.low >>> 0)
}

/** What is below 2^53 needs no bigint. */
function unsigned64(): string {
  const { low, high } = bits
  return high >>> 21 === 0 ? `"${high * 2 ** 32 + (low >>> 0)}"` : `"${bits64()}"`
}

function signed64(): string {
  return bits.high >>> 21 === 0 ? unsigned64() : `"${BigInt.asIntN(64, bits64())}"`
}
