import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { PRODUCE, startPassThrough } from '../../support/pass-through.ts'
import { stack } from '../../support/stack.ts'
import { keyed, message, soon, told, unkeyed } from './results.ts'

const DAY_MS = 86_400_000

withEachEngine((which, named) => {
  test(named('a topic with a small max.message.bytes gets smaller batches, and everything is stored'), async (t) => {
    const topic = await createTopic({ configs: { 'max.message.bytes': '2000' } })
    const through = await startPassThrough(stack.kafka)
    const engine = createEngine({ engine: which, through: [through] })
    t.after(() => engine.close(soon()).then(through.close))
    const values = Array.from({ length: 500 }, (_, i) => `${i}`.padStart(90, '.'))
    const results = await engine.produce(topic, values.map(unkeyed), soon())
    const stored = values.map((_, i) => `0:${i}`)
    // Until it knows what the topic takes, librdkafka lets batches pass that were behind the one that is refused.
    if (which === 'edge') deepEqual(told(results), stored)
    else deepEqual(new Set(told(results)), new Set(stored))
    equal((await readTopic(topic, 500)).length, 500)
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
      const values = ['a', 'b', 'x'.repeat(3000), 'c', 'd']
      const calls = [
        engine.produce(topic, values.map(unkeyed), soon()),
        engine.produce(topic, [unkeyed('of another caller')], soon()),
      ]
      const [mixed = [], other = []] = await Promise.all(calls)
      deepEqual(told(mixed), ['0:0', '0:1', 'too-large', '0:2', '0:3'])
      deepEqual(told(other), ['0:4'])
      equal((await readTopic(topic, 5)).length, 5)
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
      const calls = await Promise.all([
        engine.produce(topic, [keyed('a'), keyed('b')], soon()),
        engine.produce(topic, [keyed('c'), unkeyed('d'), keyed('e')], soon()),
        engine.produce(topic, [keyed('f')], soon()),
      ])
      deepEqual(calls.map(told), [['0:0', '0:1'], ['0:2', 'refused', '0:3'], ['0:4']])
      // What a broker says besides its code does not come through librdkafka.
      if (which === 'edge') match(message(calls[1]?.[1]), /without key/)
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
        const calls = await Promise.all([
          engine.produce(topic, [unkeyed('a')], soon()),
          engine.produce(topic, [unkeyed('b'), { ...unkeyed('c'), timestamp: timestamp() }, unkeyed('d')], soon()),
        ])
        deepEqual(calls.map(told), [['0:0'], ['0:1', 'refused', '0:2']])
        match(message(calls[1]?.[1]), /imestamp/)
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
