import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { read } from './avro/read.ts'
import { referenceType } from './avro/reference.ts'

const long = referenceType('long')

function float(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return read('float', bytes)
}

function double(value: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return read('double', bytes)
}

/** What `String` makes of it, with a decimal. */
function plain(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

const longs = [0n, 1n, -1n, 9999n, 10_000n, 99_999_999n, 100_000_000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n]
for (const value of [...longs, ...longs.map((value) => -value), 2n ** 63n - 1n, -(2n ** 63n)]) {
  test(`the long ${value} has all its digits`, () => {
    equal(read('long', long.toBuffer(value)), String(value))
  })
}

test('every power of ten and of two, and what is next to it, is exact as a long', () => {
  const near = (value: bigint) => [value - 1n, value, value + 1n, -value]
  const tens = Array.from({ length: 19 }, (_, exponent) => 10n ** BigInt(exponent))
  const twos = Array.from({ length: 63 }, (_, exponent) => 2n ** BigInt(exponent))
  for (const value of [...tens, ...twos].flatMap(near)) equal(read('long', long.toBuffer(value)), String(value))
})

test('every long of 64 bits is exact', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.nat(63), (value, shift) => {
      const shorter = value >> BigInt(shift)
      equal(read('long', long.toBuffer(shorter)), String(shorter))
    }),
    { numRuns: 2_000 },
  )
})

test('every int is exact', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(31), (value, shift) => {
      equal(read('int', referenceType('int').toBuffer(value >> shift)), String(value >> shift))
    }),
  )
})

const floats: [number, string][] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [12.5, '12.5'],
  [0.1, '0.1'],
  [-0.3, '-0.3'],
  [0.001, '0.001'],
  [9999999, '9999999.0'],
  [9999999.5, '10000000.0'],
  [123456.789, '123456.79'],
  [16777216, '16777216.0'],
  [0.99999994, '0.99999994'],
  [9.999999, '9.999999'],
  [99999.99, '99999.99'],
  [1e10, '10000000000.0'],
  [1e-5, '0.00001'],
  [3.4028235e38, '3.4028235e+38'],
  [1.17549435e-38, '1.1754944e-38'],
  [1e-45, '1e-45'],
]
for (const [value, text] of floats) {
  test(`the float ${Object.is(value, -0) ? '-0' : value} is ${text}`, () => {
    equal(float(value), text)
  })
}

const doubles: [number, string][] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [12.5, '12.5'],
  [0.1, '0.1'],
  [-0.30000000000000004, '-0.30000000000000004'],
  [1681248783.123456, '1681248783.123456'],
  [999999999.999999, '999999999.999999'],
  [999999999999999.9, '999999999999999.9'],
  [123456789012345680, '123456789012345680.0'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [5e-324, '5e-324'],
]
for (const [value, text] of doubles) {
  test(`the double ${Object.is(value, -0) ? '-0' : value} is ${text}`, () => {
    equal(double(value), text)
  })
}

for (const [type, text] of [
  ['float', float],
  ['double', double],
] as const) {
  test(`a ${type} that JSON has no number for is a string`, () => {
    equal(text(Number.NaN), '"NaN"')
    equal(text(Number.POSITIVE_INFINITY), '"Infinity"')
    equal(text(Number.NEGATIVE_INFINITY), '"-Infinity"')
  })
}

/** Numbers as they come, and those of measurements: of a few decimals, and in the ranges that have a way of their own. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(fc.integer(), fc.nat(12)).map(([digits, places]) => digits / 10 ** places),
  fc.tuple(fc.maxSafeInteger(), fc.nat(20)).map(([digits, places]) => digits / 10 ** places),
  fc
    .tuple(fc.integer({ min: -14, max: 60 }), fc.integer({ min: -3, max: 3 }))
    .map(([exponent, steps]) => 2 ** exponent * (1 + steps * 2 ** -52)),
  fc
    .tuple(fc.integer({ min: -6, max: 18 }), fc.integer({ min: -9, max: 9 }))
    .map(([exponent, steps]) => 10 ** exponent * (1 + steps * 2 ** -53)),
)

test('every double has the shortest text that is nearest to it and no other', () => {
  fc.assert(
    fc.property(numbers, (value) => {
      equal(double(value), plain(value))
    }),
    { numRuns: 20_000 },
  )
})

/** The significant digits of a number's text. */
function digits(text: string): string {
  return text.replace(/e.*/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
}

test('every float has a text that is nearest to it and no other, and none is shorter', () => {
  const bits = fc.integer().map((word) => new Float32Array(Int32Array.of(word).buffer)[0] as number)
  fc.assert(
    fc.property(fc.oneof(bits, numbers.map(Math.fround)), (value) => {
      fc.pre(Number.isFinite(value))
      const text = float(value)
      equal(Math.fround(Number(text)), value)
      equal(Object.is(Number(text), -0), Object.is(value, -0))
      ok(/^-?\d+\.\d+$|^-?\d(\.\d+)?e[+-]\d+$/.test(text), text)
      const count = digits(text).length
      if (count > 1) ok(Math.fround(Number(value.toPrecision(count - 1))) !== value, `${text} is not the shortest`)
    }),
    { numRuns: 20_000 },
  )
})
