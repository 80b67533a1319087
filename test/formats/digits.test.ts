import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeDigits, writePadded } from '../../shared/formats/digits.ts'

const bytes = Buffer.alloc(40)
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

function written(write: (at: number) => number): string {
  bytes.fill('!')
  const end = write(5)
  equal(bytes.toString('latin1', 0, 5), '!!!!!')
  equal(bytes.toString('latin1', end + 3), '!'.repeat(40 - end - 3))
  return bytes.toString('latin1', 5, end)
}

const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)
for (const value of [0, ...powers.flatMap((power) => [power - 1, power, power + 1]), 2 ** 31, 2 ** 32, 2 ** 53]) {
  test(`${value} is written in digits`, () => {
    equal(
      written((at) => writeDigits(view, at, value)),
      String(value),
    )
  })
}

test('any whole number up to 2^53 is written in digits, and with zeros in front', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(52), fc.nat(8), (value, shift, zeros) => {
      const shorter = Math.floor(value / 2 ** shift)
      const text = String(shorter)
      equal(
        written((at) => writeDigits(view, at, shorter)),
        text,
      )
      equal(
        written((at) => writePadded(view, at, shorter, text.length + zeros)),
        '0'.repeat(zeros) + text,
      )
    }),
    { numRuns: 2_000 },
  )
})
