import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { Reader } from '@platformatic/kafka'
import fc from 'fast-check'
import { varintSize, writeVarint } from '../../../shared/kafka/producer/varint.ts'

function encode(value: number): Buffer {
  const target = Buffer.alloc(12, 0xee)
  const end = writeVarint(target, 1, value)
  deepEqual([target[0], target[end]], [0xee, 0xee], 'writes nothing beside the varint')
  return target.subarray(1, end)
}

const EDGES: readonly (readonly [number, string])[] = [
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [63, '7e'],
  [-64, '7f'],
  [64, '8001'],
  [-65, '8101'],
  [8191, 'fe7f'],
  [8192, '808001'],
  [2 ** 31 - 1, 'feffffff0f'],
  [-(2 ** 31), 'ffffffff0f'],
  [2 ** 31, '8080808010'],
  [2 ** 40, '808080808040'],
  [-(2 ** 40), 'ffffffffff3f'],
]

for (const [value, hex] of EDGES) {
  test(`${value} is the zigzag varint ${hex}`, () => {
    equal(encode(value).toString('hex'), hex)
    equal(varintSize(value), hex.length / 2)
  })
}

test('every safe integer is read back by the client library', () => {
  const edges = [2 ** 52, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER].flatMap((value) => [value, -value])
  const examples = edges.map((value) => [value] as [number])
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const bytes = encode(value)
      equal(varintSize(value), bytes.length)
      equal(Reader.from(bytes).readVarInt64(), BigInt(value))
    }),
    { examples },
  )
})
