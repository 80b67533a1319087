import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure, type OutgoingRecord } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { soon } from './results.ts'

// Some that shrink well, some that do not, and one larger than the blocks that compressions work in.
const RECORDS: readonly OutgoingRecord[] = [
  ...Array.from({ length: 500 }, (_, i) => ({
    key: Buffer.from(`k${i % 10}`),
    value: Buffer.from(`value ${i} `.repeat(9)),
  })),
  { key: null, value: Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 31) % 251)) },
  { key: null, value: null, headers: [{ name: 'h', value: Buffer.alloc(70_000, 'h') }] },
]

withEachEngine((which, named) => {
  for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    for (const [kept, what] of [
      ['producer', 'as the broker keeps them'],
      ['uncompressed', "as the broker's own Java code unpacks them"],
    ] as const) {
      test(named(`records compressed with ${compression} are read back ${what}`), async (t) => {
        const topic = await createTopic({ configs: { 'compression.type': kept } })
        const engine = createEngine({ engine: which, producer: { compression } })
        t.after(() => engine.close(soon()))
        const results = await engine.produce(
          topic,
          RECORDS.map((record) => ({ ...record, partition: 0 })),
          soon(),
        )
        ok(!results.some(isFailure), JSON.stringify(results.find(isFailure)))
        const stored = await readTopic(topic, RECORDS.length)
        equal(stored.length, RECORDS.length)
        deepEqual(
          stored.map(({ key, value, headers }) => ({ key, value, headers })),
          RECORDS.map(({ key, value, headers = [] }) => ({
            key,
            value,
            headers: headers.map(({ name, value: content }) => [name, content]),
          })),
        )
      })
    }
  }
})
