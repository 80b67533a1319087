import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TooManyRecords } from '../../../shared/http/errors/limits.ts'
import { RestError } from '../../../shared/http/errors/rest-error.ts'
import type { RequestBatch } from '../../../shared/produce/request-batch.ts'
import { createRecordScanner, type RecordScanner } from '../../../shared/produce/scan/record-scanner.ts'
import { parseProduceRequest } from '../../../shared/v2/produce-request.ts'

const scanner = createRecordScanner()
/** Makes a body so large that it is worth scanning. */
const padding = ' '.repeat(2048)

/** Counts the records that are found. */
function counting(): RecordScanner & { found: number } {
  return {
    found: 0,
    begin: scanner.begin,
    scan(body, at, most) {
      const found = scanner.scan(body, at, most)
      this.found += found.count
      return found
    },
  }
}

function contentOf(batch: RequestBatch) {
  const part = (name: 'key' | 'value', index: number) => {
    const text = batch.part(name, index)
    return text && { text: text.text(), spaced: text.spaced }
  }
  const records = Array.from({ length: batch.length }, (_, index) => [
    part('key', index),
    part('value', index),
    batch.extras(index),
  ])
  return { records, has: [batch.has('key'), batch.has('value')], schema: batch.valueSchema }
}

function read(body: Buffer, way: RecordScanner | undefined, maxRecords: number) {
  try {
    return contentOf(parseProduceRequest(body, maxRecords, way))
  } catch (error) {
    if (error instanceof RestError) return { status: error.status, message: error.message }
    throw error
  }
}

function same(body: string | Buffer, maxRecords = 1000): void {
  const bytes = Buffer.concat([Buffer.from(padding), Buffer.from(body)])
  deepEqual(read(bytes, scanner, maxRecords), read(bytes, undefined, maxRecords))
}

const blanks = fc.constantFrom('', '', '', ' ', '\n\t')
const spread = fc
  .tuple(fc.jsonValue(), fc.constantFrom(undefined, undefined, 1))
  .map(([value, by]) => JSON.stringify(value, null, by))
const member = fc.oneof(
  { weight: 6, arbitrary: spread.map((value) => `"value":${value}`) },
  { weight: 3, arbitrary: spread.map((value) => `"key": ${value}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"partition":1', '"timestamp":5', '"val\\u0075e":[]', '"headers":[]', '"other":1'),
  },
)
const record = fc
  .tuple(fc.array(member, { maxLength: 3 }), blanks, blanks)
  .map(([members, before, after]) => `{${before}${members.join(`${after},${before}`)}${after}}`)
const request = fc
  .tuple(
    fc.array(record, { maxLength: 12 }),
    blanks,
    fc.constantFrom('', ',"value_schema_id":7', ',"records":[{"key":"last"}]'),
  )
  .map(([records, between, rest]) => `{"records":[${records.join(`${between},${between}`)}${between}]${rest}}`)

test('requests are read the same, with a scanner and without', () => {
  fc.assert(fc.property(request, fc.integer({ min: 1, max: 20 }), same), { numRuns: 500 })
})

test('requests with a byte cut out or changed are read the same, or refused in the same words', () => {
  const broken = fc.tuple(request, fc.nat(), fc.nat(255), fc.boolean()).map(([text, place, byte, cut]) => {
    const bytes = Buffer.from(text)
    const at = place % bytes.length
    return Buffer.concat([bytes.subarray(0, at), cut ? Buffer.of() : Buffer.of(byte), bytes.subarray(at + 1)])
  })
  fc.assert(
    fc.property(broken, (body) => same(body)),
    { numRuns: 1000 },
  )
})

test('ordinary records are all found by it, those behind one that is not as well', () => {
  const way = counting()
  const records = Array.from({ length: 9000 }, (_, index) => ({
    key: `ключ ${index}`,
    value: { index, text: 'a'.repeat(60) },
  }))
  const body = Buffer.from(JSON.stringify({ records: [...records, { partition: 1, value: 1 }, ...records] }))
  const found = contentOf(parseProduceRequest(body, 20_000, way))
  deepEqual(found, read(body, undefined, 20_000))
  // But for one at each end of what its memory holds.
  equal(way.found > 17_980, true)
})

for (const size of [262_100, 262_132, 262_133, 262_134, 262_135, 262_144, 300_000]) {
  test(`values of ${size} bytes are read the same`, () => {
    same(JSON.stringify({ records: [{ value: 'a'.repeat(size) }, { value: 1 }, { value: 'b'.repeat(size) }] }))
  })
}

test('what is nested more deeply than it can follow is read all the same', () => {
  for (const levels of [511, 512, 513, 999, 1000, 1001]) {
    const value = '['.repeat(levels) + ']'.repeat(levels)
    same(`{"records":[{"value":${value}},{"value":${value}}]}`)
  }
})

test('there are never more records than are allowed', () => {
  const body = Buffer.from(JSON.stringify({ records: Array(500).fill({ value: 1 }) }))
  equal(parseProduceRequest(body, 500, scanner).length, 500)
  deepEqual(read(body, scanner, 499), { status: 413, message: new TooManyRecords(500, 499).message })
})
