import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeBinary } from '../../../shared/consume/render/binary.ts'
import { writeJson } from '../../../shared/consume/render/json.ts'
import { type PartWriter, SchemaNeeded } from '../../../shared/consume/render/part-writer.ts'
import { createRecordsWriter, type RecordsWriter } from '../../../shared/consume/render/records-writer.ts'
import { UndecodableRecord } from '../../../shared/http/errors/consumer.ts'
import { visitRecords } from '../../../shared/kafka/fetch/record-batches.ts'
import { encodeRecordBatch } from '../../../shared/kafka/producer/record-batch.ts'
import { recordOf } from './record.ts'

const plain = { headers: false, timestamp: false }
const bytes = (text: string) => Buffer.from(text)

function writer(write: PartWriter, extras = plain, capacity = 1): RecordsWriter {
  const records = createRecordsWriter(write, extras, capacity)
  records.begin('orders', 0)
  return records
}

test('no records are an empty array', () => {
  equal(writer(writeJson).finish().toString(), '[]')
  equal(createRecordsWriter(writeJson, plain, 0).finish().toString(), '[]')
})

test('a record has topic, key, value, partition and offset, and nothing else', () => {
  const records = writer(writeJson)
  equal(records.add(recordOf(41n, bytes('"k"'), bytes('{"a": 1.0}'))), undefined)
  equal(records.finish().toString(), '[{"topic":"orders","key":"k","value":{"a": 1.0},"partition":0,"offset":41}]')
})

test('null is null, and no bytes are not null', () => {
  const records = writer(writeBinary)
  records.add(recordOf(0n, null, null))
  records.add(recordOf(1n, Buffer.alloc(0), null))
  records.add(recordOf(2n, null, Buffer.alloc(0)))
  deepEqual(
    JSON.parse(records.finish().toString()).map(({ key, value }: { key: unknown; value: unknown }) => [key, value]),
    [
      [null, null],
      ['', null],
      [null, ''],
    ],
  )
})

test('records of several partitions and topics stand in the order they came in, each with its own', () => {
  const records = createRecordsWriter(writeJson, plain, 1)
  records.begin('a', 0)
  records.begin('a', 1)
  records.add(recordOf(5n, null, bytes('1')))
  records.begin('b"\\é', 12)
  records.add(recordOf(7n, bytes('2'), bytes('3')))
  records.add(recordOf(8n, null, bytes('4')))
  records.begin('a', 0)
  records.add(recordOf(0n, null, bytes('5')))
  deepEqual(JSON.parse(records.finish().toString()), [
    { topic: 'a', key: null, value: 1, partition: 1, offset: 5 },
    { topic: 'b"\\é', key: 2, value: 3, partition: 12, offset: 7 },
    { topic: 'b"\\é', key: null, value: 4, partition: 12, offset: 8 },
    { topic: 'a', key: null, value: 5, partition: 0, offset: 0 },
  ])
})

for (const offset of [0n, 9_999n, 10_000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
  test(`the offset ${offset} has all its digits`, () => {
    const records = writer(writeJson)
    records.add(recordOf(offset, null, null))
    ok(records.finish().toString().endsWith(`"offset":${offset}}]`))
  })
}

test('headers and timestamp are there when they are asked for', () => {
  const headers = [
    { name: 'é"', value: Buffer.from([0xff, 0]) },
    { name: '', value: null },
  ]
  const batch = encodeRecordBatch(
    [{ key: null, value: bytes('1'), timestamp: 1_700_000_000_123, headers }],
    { producerId: -1n, epoch: -1, first: -1 },
    'none',
    0,
  )
  const shown = {
    timestamp: 1_700_000_000_123,
    headers: [
      { name: 'é"', value: '/wA=' },
      { name: '', value: null },
    ],
  }
  for (const extras of [
    { headers: true, timestamp: true },
    { headers: true, timestamp: false },
    { headers: false, timestamp: true },
  ]) {
    const records = writer(writeJson, extras)
    visitRecords(batch, 0n, [], (record) => records.add(record) === undefined)
    deepEqual(JSON.parse(records.finish().toString()), [
      {
        topic: 'orders',
        key: null,
        value: 1,
        partition: 0,
        offset: 0,
        ...(extras.timestamp && { timestamp: shown.timestamp }),
        ...(extras.headers && { headers: shown.headers }),
      },
    ])
  }
})

test('bytes count as keys and values have them, and nothing for null', () => {
  for (const write of [writeJson, writeBinary]) {
    const records = writer(write)
    equal(records.payloadBytes, 0)
    records.add(recordOf(0n, bytes('"k"'), bytes('[1, 2]')))
    equal(records.payloadBytes, 9)
    records.add(recordOf(1n, null, null))
    records.add(recordOf(2n, null, bytes('1')))
    equal(records.payloadBytes, 10)
    equal(records.count, 3)
  }
})

/** Bytes no format but binary can show, with what is said of them. */
const bad: [string, Buffer, string][] = [
  ['text that is no JSON', bytes('{"offset":7'), 'it is not JSON'],
  ['a bad byte at the beginning', Buffer.from([0xff, 0x22, 0x22]), 'it is not UTF-8'],
  ['a bad byte at the end', Buffer.concat([bytes('"a"'), Buffer.from([0xff])]), 'it is not UTF-8'],
  ['a bad byte in a string', Buffer.concat([bytes('"a'), Buffer.from([0xc3]), bytes('"')]), 'it is not UTF-8'],
  [
    'a bad byte before text that looks like an offset',
    Buffer.concat([bytes('{"a":"'), Buffer.from([0x80]), bytes('","offset":7}')]),
    'it is not UTF-8',
  ],
  [
    'a bad byte in two megabytes',
    Buffer.concat([bytes('"'), Buffer.from([0xe6, 0xbc]), Buffer.alloc(2_000_000, 'a'), bytes('"')]),
    'it is not UTF-8',
  ],
]
const good = (offset: bigint) => recordOf(offset, bytes('"ké"'), bytes(`{"offset":${offset},"text":"漢😀"}`))
for (const [what, value, reason] of bad) {
  for (const place of ['first', 'middle', 'last'] as const) {
    for (const part of ['key', 'value'] as const) {
      test(`${what} in the ${part} of the ${place} record is said of that record, and the others are there`, () => {
        const records = createRecordsWriter(writeJson, plain, 1)
        records.begin('other', 3)
        if (place !== 'first') records.add(good(100n))
        records.begin('orders', 5)
        if (place !== 'first') records.add(good(41n))
        const { payloadBytes, count } = records
        const record = part === 'key' ? recordOf(42n, value, bytes('1')) : recordOf(42n, bytes('"k"'), value)
        throws(
          () => records.add(record),
          (error) => {
            ok(error instanceof UndecodableRecord)
            equal(
              error.message,
              `The record at offset 42 of partition 5 of topic 'orders' cannot be read: ${reason}. Seek past it to go on.`,
            )
            return true
          },
        )
        deepEqual([records.payloadBytes, records.count], [payloadBytes, count])
        if (place !== 'last') records.add(good(43n))
        const offsets = JSON.parse(records.finish().toString()).map(({ offset }: { offset: number }) => offset)
        deepEqual(offsets, [...(place === 'first' ? [] : [100, 41]), ...(place === 'last' ? [] : [43])])
      })
    }
  }
}

test('a record that needs a schema is not in the answer until it is loaded, and then is once', async () => {
  let loaded = false
  const write: PartWriter = (output, _source, start, end) => {
    output.appendAscii('"begun ')
    if (!loaded) {
      throw new SchemaNeeded(async () => {
        loaded = true
      })
    }
    output.appendAscii('and done"')
    return end - start
  }
  const records = writer(write)
  const record = recordOf(0n, bytes('k'), bytes('v'))
  const needed = records.add(record)
  ok(needed)
  deepEqual([records.count, records.payloadBytes], [0, 0])
  await needed.load(Date.now() + 1_000)
  equal(records.add(record), undefined)
  deepEqual(JSON.parse(records.finish().toString()), [
    { topic: 'orders', key: 'begun and done', value: 'begun and done', partition: 0, offset: 0 },
  ])
})

test('an error that is nobody’s record comes through as it is, and leaves nothing behind', () => {
  const failure = new Error('defect')
  const records = writer((output) => {
    output.appendAscii('half')
    throw failure
  })
  throws(
    () => records.add(recordOf(0n, null, bytes('v'))),
    (error) => error === failure,
  )
  equal(records.finish().toString(), '[]')
})

test('any records are rendered as they are, into however small a buffer', () => {
  const part = fc.option(fc.jsonValue({ stringUnit: 'binary' }), { nil: undefined })
  const partition = fc.tuple(
    fc.string({ unit: 'grapheme' }),
    fc.nat(9_999),
    fc.array(fc.tuple(part, part, fc.bigInt(0n, 2n ** 53n - 1n))),
  )
  fc.assert(
    fc.property(fc.array(partition, { maxLength: 4 }), fc.nat(200), (partitions, capacity) => {
      const records = createRecordsWriter(writeJson, plain, capacity)
      const wanted: unknown[] = []
      const encoded = (value: unknown) => (value === undefined ? null : bytes(JSON.stringify(value)))
      const shown = (value: unknown) => (value === undefined ? null : JSON.parse(JSON.stringify(value)))
      for (const [topic, index, list] of partitions) {
        records.begin(topic, index)
        for (const [key, value, offset] of list) {
          records.add(recordOf(offset, encoded(key), encoded(value)))
          wanted.push({ topic, key: shown(key), value: shown(value), partition: index, offset: Number(offset) })
        }
      }
      equal(records.count, wanted.length)
      deepEqual(JSON.parse(records.finish().toString()), wanted)
    }),
  )
})

test('binary is base64 of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
      const records = writer(writeBinary)
      records.add(recordOf(0n, null, value))
      equal(JSON.parse(records.finish().toString())[0].value, Buffer.from(value).toString('base64'))
    }),
  )
})
