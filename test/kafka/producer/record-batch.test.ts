import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { crc32c, Reader, readRecordsBatch } from '@platformatic/kafka'
import fc from 'fast-check'
import {
  BATCH_OVERHEAD,
  type Compression,
  encodeRecordBatch,
  recordSize,
  type Sequence,
} from '../../../shared/kafka/producer/record-batch.ts'
import type { OutgoingRecord } from '../../../shared/produce/producer.ts'

const NOW = 1_760_000_000_000
const UNNUMBERED: Sequence = { producerId: -1n, epoch: -1, first: -1 }

function decode(bytes: Buffer) {
  const batch = readRecordsBatch(Reader.from(bytes))
  return {
    ...batch,
    records: batch.records.map(({ key, value, headers, offsetDelta, timestampDelta }) => ({
      key,
      value,
      offsetDelta,
      timestamp: Number(batch.firstTimestamp + timestampDelta),
      headers: headers.map(([name, content]) => [name?.toString(), content]),
    })),
  }
}

const roundTrip = (records: OutgoingRecord[], compression: Compression = 'none') =>
  decode(encodeRecordBatch(records, UNNUMBERED, compression, NOW))

test('null and empty are different, in keys and in values', () => {
  const [none, empty] = [null, Buffer.alloc(0)]
  const { records } = roundTrip([
    { key: none, value: none },
    { key: empty, value: none },
    { key: none, value: empty },
    { key: empty, value: empty },
  ])
  deepEqual(
    records.map(({ key, value }) => [key, value]),
    [
      [none, none],
      [empty, none],
      [none, empty],
      [empty, empty],
    ],
  )
})

test('headers keep their order, repeated names, null and empty values, and names beyond ASCII', () => {
  const headers = [
    { name: 'trace', value: Buffer.from('1') },
    { name: 'größe-Ω-🛰', value: null },
    { name: 'trace', value: Buffer.alloc(0) },
    { name: '', value: Buffer.from([0, 255]) },
  ]
  const { records } = roundTrip([
    { key: null, value: null, headers },
    { key: null, value: null, headers: [] },
  ])
  deepEqual(
    records.map((record) => record.headers),
    [headers.map(({ name, value }) => [name, value]), []],
  )
})

test('timestamps may go back and forth, and the largest is the one of the batch', () => {
  const times = [NOW, NOW - 2 ** 40, NOW + 2 ** 31, undefined, 0, NOW + 5]
  const batch = roundTrip(
    times.map((timestamp) => ({ key: null, value: null, ...(timestamp !== undefined && { timestamp }) })),
  )
  deepEqual(
    batch.records.map(({ timestamp }) => timestamp),
    times.map((timestamp) => timestamp ?? NOW),
  )
  equal(batch.firstTimestamp, BigInt(NOW))
  equal(batch.maxTimestamp, BigInt(NOW + 2 ** 31))
})

test('the frame says what it holds: length, checksum, numbers, count', () => {
  const sequence: Sequence = { producerId: 2n ** 40n + 7n, epoch: 32_767, first: 2 ** 31 - 1 }
  const bytes = encodeRecordBatch([1, 2, 3].map(record), sequence, 'none', NOW)
  const batch = decode(bytes)
  equal(batch.length, bytes.length - 12)
  equal(batch.magic, 2)
  equal(batch.crc, crc32c(bytes.subarray(21)))
  equal(batch.producerId, sequence.producerId)
  equal(batch.producerEpoch, 32_767)
  equal(batch.firstSequence, 2 ** 31 - 1)
  equal(batch.lastOffsetDelta, 2)
  deepEqual(
    batch.records.map(({ offsetDelta }) => offsetDelta),
    [0, 1, 2],
  )
})

for (const [compression, bitmask] of [
  ['none', 0],
  ['gzip', 1],
  ['snappy', 2],
  ['lz4', 3],
  ['zstd', 4],
] as const) {
  test(`compressed with ${compression}, the records are the same`, () => {
    const records = Array.from({ length: 2000 }, (_, i) => record(i))
    const batch = roundTrip(records, compression)
    equal(batch.attributes, bitmask)
    deepEqual(
      batch.records.map(({ value }) => value?.toString()),
      records.map(({ value }) => value?.toString()),
    )
  })
}

const part = fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)))
const anyRecord: fc.Arbitrary<OutgoingRecord> = fc.record(
  {
    key: part,
    value: part,
    headers: fc.array(fc.record({ name: fc.string({ unit: 'grapheme', maxLength: 20 }), value: part }), {
      maxLength: 4,
    }),
    timestamp: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  { requiredKeys: ['key', 'value'] },
)

test('whatever the records, the client library reads back what was written', () => {
  const records = fc.array(anyRecord, { minLength: 1, maxLength: 200 })
  const compressions = fc.constantFrom<Compression[]>('none', 'gzip', 'snappy', 'lz4', 'zstd')
  fc.assert(
    fc.property(records, compressions, (sent, compression) => {
      deepEqual(
        roundTrip(sent, compression).records,
        sent.map(({ key, value, headers = [], timestamp = NOW }, offsetDelta) => ({
          key,
          value,
          offsetDelta,
          timestamp,
          headers: headers.map(({ name, value: content }) => [name, content]),
        })),
      )
    }),
  )
})

test("a record's size is never underestimated, and by less than 24 bytes overestimated", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 50 }), (records) => {
      const actual = encodeRecordBatch(records, UNNUMBERED, 'none', NOW).length - BATCH_OVERHEAD
      const estimate = records.reduce((sum, each) => sum + recordSize(each), 0)
      ok(actual <= estimate, `${actual} > ${estimate}`)
      ok(estimate < actual + 24 * records.length, `${estimate} for ${actual}`)
    }),
  )
})

function record(i: number): OutgoingRecord {
  return { key: null, value: Buffer.from(`value number ${i} `.repeat(1 + (i % 7))) }
}
