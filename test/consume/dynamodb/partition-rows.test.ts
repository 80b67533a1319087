import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packRows, unpackRows } from '../../../shared/consume/dynamodb/partition-rows.ts'
import { packPositions, unpackPositions } from '../../../shared/consume/dynamodb/positions.ts'

const offset = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const plain = { noNullPrototype: true } as const
const where = { topic: fc.constantFrom('a', 'b', 'ü', 'x'.repeat(249)), partition: fc.nat() }

test('rows of any partitions and 64-bit numbers are unpacked as they were packed, in their order', () => {
  const row = fc.record({ ...where, numbers: fc.tuple(offset, offset) }, plain)
  fc.assert(fc.property(fc.array(row), (rows) => deepEqual(unpackRows(packRows(2, rows)), rows)))
})

test('any positions are unpacked as they were packed', () => {
  const key = fc.record(where).map(({ topic, partition }) => `${topic}:${partition}`)
  const position = fc
    .record({ next: offset, previous: offset, committed: fc.option(offset, { nil: undefined }) }, plain)
    .map(({ committed, ...rest }) => (committed === undefined ? rest : { ...rest, committed }))
  const entries = fc.uniqueArray(fc.tuple(key, position), { selector: ([name]) => name })
  fc.assert(fc.property(entries, (list) => deepEqual(unpackPositions(packPositions(new Map(list))), new Map(list))))
})

test('a topic takes its name once, a partition 8 bytes as offsets mostly are and 33 at most', () => {
  const bytes = (next: bigint, previous: bigint, committed: bigint) => {
    const positions = Array.from({ length: 100 }, (_, n) => [`t:${n + 128}`, { next, previous, committed }] as const)
    return (packPositions(new Map(positions)).length - 5) / 100
  }
  equal(bytes(10_000_000n, 9_999_000n, 9_999_000n), 10)
  ok(bytes(10_000_000n, 9_999_990n, 9_999_990n) <= 8)
  ok(bytes(2n ** 63n - 1n, 0n, 0n) <= 33)
})

test('bytes of another encoding, and bytes that end too soon, are not read as positions', () => {
  const packed = packPositions(new Map([['orders:1', { next: 300n, previous: 0n }]]))
  throws(() => unpackPositions(new Uint8Array([2, ...packed.subarray(1)])), RangeError)
  for (let length = 0; length < packed.length; length++) {
    if (length === 2) continue
    throws(() => unpackPositions(packed.subarray(0, length)), RangeError)
  }
})
