import { writeDigits } from '../../digits.ts'
import { writeCharacters } from '../../reading/characters.ts'
import { readDouble, readFloat } from '../../reading/floating.ts'
import { putByte, type Reading, reserve } from '../../reading/reading.ts'
import { bits, readEnd, readFixed32, readFixed64, readVarint } from '../cursor.ts'
import type { ScalarName } from '../plan.ts'

/** Reads a value and writes its text, for which there is room if it is a number. @throws Malformed */
export type ReadScalar = (reading: Reading) => void

const QUOTE = 34
const MINUS = 45

/** Numbers of 64 bits are strings, as JSON has no such numbers. */
export const straightScalars: Readonly<Record<ScalarName, ReadScalar>> = {
  double: readDouble,
  float: readFloat,
  int32(reading) {
    readVarint(reading)
    writeSigned(reading, bits.low)
  },
  uint32(reading) {
    readVarint(reading)
    writeWhole(reading, bits.low >>> 0)
  },
  sint32(reading) {
    readVarint(reading)
    writeSigned(reading, (bits.low >>> 1) ^ -(bits.low & 1))
  },
  fixed32(reading) {
    readFixed32(reading)
    writeWhole(reading, bits.low >>> 0)
  },
  sfixed32(reading) {
    readFixed32(reading)
    writeSigned(reading, bits.low)
  },
  int64(reading) {
    readVarint(reading)
    writeSigned64(reading)
  },
  sfixed64(reading) {
    readFixed64(reading)
    writeSigned64(reading)
  },
  uint64(reading) {
    readVarint(reading)
    writeUnsigned64(reading, false)
  },
  fixed64(reading) {
    readFixed64(reading)
    writeUnsigned64(reading, false)
  },
  sint64(reading) {
    readVarint(reading)
    const { low, high } = bits
    const flipped = -(low & 1)
    bits.low = ((low >>> 1) | (high << 31)) ^ flipped
    bits.high = (high >>> 1) ^ flipped
    writeSigned64(reading)
  },
  bool(reading) {
    readVarint(reading)
    reserve(reading, 5)
    const text = (bits.low | bits.high) === 0 ? 'false' : 'true'
    reading.length += reading.bytes.write(text, reading.length, 'latin1')
  },
  string(reading) {
    const end = readEnd(reading)
    putByte(reading, QUOTE)
    while (reading.at < end) writeCharacters(reading, end)
    putByte(reading, QUOTE)
  },
  bytes(reading) {
    const end = readEnd(reading)
    const text = reading.source.toString('base64', reading.at, end)
    reserve(reading, text.length + 2)
    reading.bytes[reading.length++] = QUOTE
    reading.length += reading.bytes.write(text, reading.length, 'latin1')
    reading.bytes[reading.length++] = QUOTE
    reading.at = end
  },
}

function writeWhole(reading: Reading, value: number): void {
  reading.length = writeDigits(reading.words, reading.length, value)
}

function writeSigned(reading: Reading, value: number): void {
  if (value < 0) reading.bytes[reading.length++] = MINUS
  writeWhole(reading, Math.abs(value))
}

function writeSigned64(reading: Reading): void {
  const negative = bits.high < 0
  if (negative) {
    bits.low = -bits.low | 0
    bits.high = ~bits.high + (bits.low === 0 ? 1 : 0)
  }
  writeUnsigned64(reading, negative)
}

/** What is below 2^53 needs no bigint. */
function writeUnsigned64(reading: Reading, negative: boolean): void {
  const { low, high } = bits
  reading.bytes[reading.length++] = QUOTE
  if (negative) reading.bytes[reading.length++] = MINUS
  if (high >>> 21 === 0) writeWhole(reading, high * 2 ** 32 + (low >>> 0))
  else {
    const text = String((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
    reading.length += reading.bytes.write(text, reading.length, 'latin1')
  }
  reading.bytes[reading.length++] = QUOTE
}
