import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partitionKey } from '../../../../shared/consume/instance.ts'
import { writeBinary } from '../../../../shared/consume/render/binary.ts'
import { writeJson } from '../../../../shared/consume/render/json.ts'
import type { PartWriter } from '../../../../shared/consume/render/part-writer.ts'
import { createRecordsWriter } from '../../../../shared/consume/render/records-writer.ts'
import { type AnswerLimits, renderFetched } from '../../../../shared/consume/render/render-fetched.ts'
import { createRunRenderer } from '../../../../shared/consume/render/runs/run-renderer.ts'
import { batchOf } from './batch.ts'

const runs = createRunRenderer()
const plain = { headers: false, timestamp: false }
const unlimited = { waitUntil: 0, maxBytes: 1e9, maxAnswerBytes: 1e9 }
const formats: Record<string, PartWriter> = { json: writeJson, binary: writeBinary }

interface Way {
  readonly format: string
  readonly keyFormat: string
  readonly from?: bigint
  readonly limits?: Omit<AnswerLimits, 'waitUntil'> & { readonly maxAnswerBytes: number }
}

/** What becomes of batches, and whether all that could be was rendered many at a time. */
async function render(batches: readonly Buffer[], { format, keyFormat, from = 0n, limits }: Way, atATime: boolean) {
  const { maxAnswerBytes, ...wanted } = { ...unlimited, ...limits }
  const writer = createRecordsWriter(formats[format] as PartWriter, plain, 16, {
    writeKey: formats[keyFormat] as PartWriter,
    mostBytes: maxAnswerBytes,
    ...(atATime && { runs }),
  })
  const partition = { topic: 'orders', partition: 3 }
  const next = new Map([[partitionKey(partition), from]])
  const records = Buffer.concat(batches)
  const fetched = {
    ...partition,
    errorCode: 0,
    highWatermark: 0n,
    lastStableOffset: 0n,
    logStartOffset: 0n,
    aborted: [],
  }
  try {
    const left = await renderFetched([{ ...fetched, records }], next, writer, wanted, maxAnswerBytes)
    const { count, payloadBytes } = writer
    return { next, left: left.length, count, payloadBytes, body: writer.finish().toString('latin1') }
  } catch (error) {
    return { next, error: (error as Error).message }
  }
}

async function same(batches: readonly Buffer[], way: Way): Promise<void> {
  deepEqual(await render(batches, way, true), await render(batches, way, false))
}

const text = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => JSON.stringify({ time: 1_700_000_000_000, value })),
  fc.bigInt().map(String),
  fc.string({ minLength: 10, maxLength: 300 }).map((value) => JSON.stringify(value)),
)
const jsonPart = text.map((value) => Buffer.from(value))
const anyPart = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))
const batchesOf = (part: fc.Arbitrary<Buffer>) =>
  fc
    .array(fc.array(fc.record({ key: fc.option(part), value: fc.option(part) }), { minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((lists) => {
      let offset = 0n
      return lists.map((records) => {
        const batch = batchOf(records, offset)
        offset += BigInt(records.length)
        return batch
      })
    })

for (const format of ['json', 'binary']) {
  for (const keyFormat of ['json', 'binary']) {
    const way = { format, keyFormat }
    test(`JSON in ${format}, its keys in ${keyFormat}, is the same rendered many at a time and one by one`, () =>
      fc.assert(fc.asyncProperty(batchesOf(jsonPart), (batches) => same(batches, way))))

    test(`any bytes in ${format}, keys in ${keyFormat}, are the same, or refused in the same words`, () =>
      fc.assert(fc.asyncProperty(batchesOf(fc.oneof(jsonPart, jsonPart, anyPart)), (batches) => same(batches, way))))

    test(`an answer in ${format}, keys in ${keyFormat}, ends at the same record, whatever limits it, and begins where it should`, () =>
      fc.assert(
        fc.asyncProperty(
          batchesOf(jsonPart),
          fc.bigInt(0n, 20n),
          fc.record({
            maxBytes: fc.nat(3000),
            maxAnswerBytes: fc.integer({ min: 100, max: 6000 }),
            maxRecords: fc.integer({ min: 1, max: 40 }),
          }),
          (batches, from, limits) => same(batches, { ...way, from, limits }),
        ),
        { numRuns: 300 },
      ))
  }
}

const sizes = [0, 1, 2, 3, 11, 12, 13, 23, 24, 25, 1023, 1024, 1025, 4096, 65_536, 200_000, 262_000, 262_144, 300_000]
for (const size of sizes) {
  test(`values of ${size} bytes among small ones are the same rendered many at a time and one by one`, async () => {
    const small = Buffer.from('{"a":1}')
    const large = size < 2 ? Buffer.alloc(size, '1') : Buffer.from(`"${'a'.repeat(size - 2)}"`)
    const batch = batchOf([small, large, large, small, large, small])
    for (const format of ['json', 'binary']) await same([batch], { format, keyFormat: format })
  })
}

test('more records than its memory holds at a time are all there, in order, and are not visited', async () => {
  const records = Array.from({ length: 20_000 }, (_, index) => Buffer.from(JSON.stringify({ index, text: '漢字' })))
  const batches = [batchOf(records.slice(0, 15_000), 100n), batchOf(records.slice(15_000), 15_100n)]
  await same(batches, { format: 'json', keyFormat: 'json' })
  const { body } = await render(batches, { format: 'json', keyFormat: 'json', from: 103n }, true)
  const shown = JSON.parse(Buffer.from(body ?? '', 'latin1').toString()) as {
    offset: number
    value: { index: number }
  }[]
  equal(shown.length, 19_997)
  ok(shown.every(({ offset, value }) => offset === value.index + 100))
})

test('while many records are rendered everybody else has a turn now and then', async () => {
  const value = Buffer.from(`"${'a'.repeat(1000)}"`)
  const batches = [0n, 1n, 2n, 3n].map((index) =>
    batchOf(
      Array.from({ length: 1100 }, () => value),
      index * 1100n,
    ),
  )
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  const { count: rendered } = await render(batches, { format: 'json', keyFormat: 'json' }, true)
  done = true
  equal(rendered, 4400)
  ok(turns >= 3, `${turns} turns`)
})

test('offsets have all their digits, up to the last there is', async () => {
  for (const first of [0n, 9n, 99n, 100n, 12_345_678_901n, 2n ** 53n - 1n, 2n ** 63n - 3n]) {
    const { body } = await render(
      [batchOf([Buffer.from('1'), Buffer.from('2')], first)],
      { format: 'json', keyFormat: 'json', from: first },
      true,
    )
    ok(body?.includes(`"offset":${first}}`) && body.includes(`"offset":${first + 1n}}`), body)
  }
})

test('what is nested more deeply than it can follow is shown all the same', async () => {
  for (const levels of [511, 512, 513, 600, 5000]) {
    const value = Buffer.from('['.repeat(levels) + ']'.repeat(levels))
    await same([batchOf([value, value])], { format: 'json', keyFormat: 'json' })
  }
})

test('records whose lengths say more than there is end where they end', async () => {
  const batch = batchOf([Buffer.from('1'), Buffer.from('2'), Buffer.from('3')])
  for (let at = 61; at < batch.length; at++) {
    for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
      const broken = Buffer.from(batch)
      broken[at] = byte
      const { count = 0 } = await render([broken], { format: 'binary', keyFormat: 'binary' }, true)
      ok(count <= 3)
    }
  }
})
