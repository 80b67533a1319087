import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { murmur2 } from '../../../shared/kafka/producer/murmur2.ts'

/** What Java's `Utils.murmur2` makes of these bytes. */
const VECTORS: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

for (const [text, hash] of VECTORS) {
  test(`the hash of '${text}' is Java's, ${hash}`, () => {
    equal(murmur2(Buffer.from(text)), hash)
  })
}

test('bytes are signed nowhere: high bytes in the rest are hashed as Java does', () => {
  // Against org.apache.kafka.common.utils.Utils.murmur2 of kafka-clients 4.1.1.
  equal(murmur2(Buffer.from([0xff])), -311467685)
  equal(murmur2(Buffer.from([0xff, 0xfe, 0xfd])), 998637092)
  equal(murmur2(Buffer.from([0x80, 0xff, 0x80, 0xff, 0xff, 0x80, 0xff])), -649273818)
  equal(murmur2(Buffer.alloc(0)), 275646681)
})
