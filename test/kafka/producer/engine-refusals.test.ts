import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure, type OutgoingRecord, type RecordResult } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { PRODUCE, startPassThrough } from '../../support/pass-through.ts'
import { stack } from '../../support/stack.ts'
import { keyed, message, soon, told, unkeyed } from './results.ts'

const DAY_MS = 86_400_000

withEachEngine((which, named) => {
  /**
   * Every record has the fate that is expected, and is stored once, where its caller is told. Where: exactly as expected by
   * our own engine; by librdkafka anywhere, as it lets batches pass that were under way behind one that is refused.
   */
  async function areStored(
    topic: string,
    calls: readonly (readonly OutgoingRecord[])[],
    results: readonly (readonly RecordResult[])[],
    expected: readonly (readonly string[])[],
  ): Promise<void> {
    const fates = results.map(told)
    if (which === 'edge') deepEqual(fates, expected)
    else {
      const place = /^0:\d+$/
      const failures = (all: readonly (readonly string[])[]) =>
        all.map((call) => call.map((fate) => fate.replace(place, '')))
      deepEqual(failures(fates), failures(expected))
      deepEqual(fates.flat().toSorted(), expected.flat().toSorted())
    }
    const sent = new Map(calls.flat().map((record, index) => [fates.flat()[index], `${record.value}`]))
    const stored = await readTopic(topic, expected.flat().filter((fate) => fate.startsWith('0:')).length)
    for (const { offset, value } of stored) equal(`${value}`, sent.get(`0:${offset}`), `at ${offset}`)
  }

  test(named('a topic with a small max.message.bytes gets smaller batches, and everything is stored'), async (t) => {
    const topic = await createTopic({ configs: { 'max.message.bytes': '2000' } })
    const through = await startPassThrough(stack.kafka)
    const engine = createEngine({ engine: which, through: [through] })
    t.after(() => engine.close(soon()).then(through.close))
    const values = Array.from({ length: 500 }, (_, i) => `${i}`.padStart(90, '.'))
    const records = values.map(unkeyed)
    const results = await engine.produce(topic, records, soon())
    await areStored(topic, [records], [results], [values.map((_, i) => `0:${i}`)])
    const first = through.requests(PRODUCE)
    await engine.produce(topic, values.map(unkeyed), soon())
    const second = through.requests(PRODUCE) - first
    // librdkafka goes to the broker itself.
    if (which === 'edge') ok(second < first, `what the topic takes is remembered: ${first} requests, then ${second}`)
  })

  test(
    named('one record that is too large for the topic is refused alone, and its neighbours are stored'),
    async (t) => {
      const topic = await createTopic({ configs: { 'max.message.bytes': '2000' } })
      const engine = createEngine({ engine: which })
      t.after(() => engine.close(soon()))
      const calls = [['a', 'b', 'x'.repeat(3000), 'c', 'd'].map(unkeyed), [unkeyed('of another caller')]]
      const results = await Promise.all(calls.map((records) => engine.produce(topic, records, soon())))
      await areStored(topic, calls, results, [['0:0', '0:1', 'too-large', '0:2', '0:3'], ['0:4']])
    },
  )

  test(named('a record over max.request.size is refused without asking anyone'), async (t) => {
    const topic = await createTopic()
    const through = await startPassThrough(stack.kafka)
    const engine = createEngine({ engine: which, through: [through], producer: { maxRequestBytes: 1000 } })
    t.after(() => engine.close(soon()).then(through.close))
    const large = unkeyed('x'.repeat(1000))
    const results = await engine.produce(topic, [unkeyed('a'), large, unkeyed('b')], soon())
    deepEqual(told(results), ['0:0', 'too-large', '0:1'])
    match(message(results[1]), /max\.request\.size is 1000/)
    const requests = through.requests(PRODUCE)
    deepEqual(told(await engine.produce(topic, [large], soon())), ['too-large'])
    equal(through.requests(PRODUCE), requests)
  })

  test(
    named('a compacted topic refuses the record without a key, and stores those of everyone else in its batch'),
    async (t) => {
      const topic = await createTopic({ configs: { 'cleanup.policy': 'compact' } })
      const engine = createEngine({ engine: which })
      t.after(() => engine.close(soon()))
      const calls = [[keyed('a'), keyed('b')], [keyed('c'), unkeyed('d'), keyed('e')], [keyed('f')]]
      const results = await Promise.all(calls.map((records) => engine.produce(topic, records, soon())))
      await areStored(topic, calls, results, [['0:0', '0:1'], ['0:2', 'refused', '0:3'], ['0:4']])
      // What a broker says besides its code does not come through librdkafka.
      if (which === 'edge') match(message(results[1]?.[1]), /without key/)
    },
  )

  for (const [config, timestamp] of [
    ['message.timestamp.before.max.ms', () => Date.now() - 30 * DAY_MS],
    ['message.timestamp.after.max.ms', () => Date.now() + 30 * DAY_MS],
  ] as const) {
    for (const compression of ['none', 'zstd'] as const) {
      test(named(`a timestamp beyond ${config} is refused by itself (compression ${compression})`), async (t) => {
        const topic = await createTopic({ configs: { [config]: `${DAY_MS}` } })
        const engine = createEngine({ engine: which, producer: { compression } })
        t.after(() => engine.close(soon()))
        const late = { ...unkeyed('c'), timestamp: timestamp() }
        const calls = [[unkeyed('a')], [unkeyed('b'), late, unkeyed('d')]]
        const results = await Promise.all(calls.map((records) => engine.produce(topic, records, soon())))
        await areStored(topic, calls, results, [['0:0'], ['0:1', 'refused', '0:2']])
        match(message(results[1]?.[1]), /imestamp/)
      })
    }
  }

  test(named('what is no timestamp at all is refused, and harms nobody'), async (t) => {
    const topic = await createTopic()
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const times = [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 2 ** 53, 0]
    const results = await engine.produce(
      topic,
      times.map((timestamp) => ({ ...unkeyed('a'), timestamp })),
      soon(),
    )
    // The beginning of the epoch means the present to librdkafka.
    const epoch = which === 'edge' ? '0:0' : 'refused'
    deepEqual(told(results), ['refused', 'refused', 'refused', 'refused', 'refused', epoch])
  })
})

test('compressed batches are split by what they hold, not by what they weigh', async (t) => {
  const topic = await createTopic({ configs: { 'max.message.bytes': '3000' } })
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through], producer: { compression: 'gzip' } })
  t.after(() => engine.close(soon()).then(through.close))
  const results = await engine.produce(
    topic,
    Array.from({ length: 2000 }, (_, i) => unkeyed(`${i} `.repeat(20))),
    soon(),
  )
  ok(!results.some(isFailure))
  const requests = through.requests(PRODUCE)
  ok(requests < 60, `${requests} requests`)
})
