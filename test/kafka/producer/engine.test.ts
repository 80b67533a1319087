import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure, type OutgoingRecord } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { PRODUCE, startPassThrough } from '../../support/pass-through.ts'
import { stack } from '../../support/stack.ts'
import { soon, told, unkeyed } from './results.ts'

const INIT_PRODUCER_ID = 22

withEachEngine((which, named) => {
  test(named('there is one result per record, in request order, wherever the records went'), async (t) => {
    const topic = await createTopic({ partitions: 3 })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const records = Array.from({ length: 300 }, (_, i) => ({ ...unkeyed(`${i}`), partition: (i * 7) % 3 }))
    const results = await engine.produce(topic, records, soon())
    const stored = await readTopic(topic, 300)
    deepEqual(
      told(results),
      records.map(({ value, partition }) => {
        const found = stored.find((each) => each.value?.equals(value ?? Buffer.alloc(0)))
        return `${partition}:${found?.offset}`
      }),
    )
    for (const partition of [0, 1, 2]) {
      const numbers = stored.filter((each) => each.partition === partition).map(({ value }) => Number(value))
      deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      )
    }
  })

  test(named('keys, values, headers and timestamps are stored as they were given'), async (t) => {
    const topic = await createTopic()
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const headers = [
      { name: 'größe', value: Buffer.from('1') },
      { name: 'größe', value: null },
    ]
    const records: OutgoingRecord[] = [
      { key: Buffer.from('k'), value: null, headers, timestamp: 1_700_000_000_123 },
      { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 1_600_000_000_000 },
      { key: null, value: Buffer.from([0, 255, 10]) },
    ]
    const before = Date.now()
    const results = await engine.produce(topic, records, soon())
    const stored = await readTopic(topic, 3)
    deepEqual(
      stored.map(({ key, value, headers: named }) => ({ key, value, named })),
      [
        {
          key: Buffer.from('k'),
          value: null,
          named: [
            ['größe', Buffer.from('1')],
            ['größe', null],
          ],
        },
        { key: Buffer.alloc(0), value: Buffer.alloc(0), named: [] },
        { key: null, value: Buffer.from([0, 255, 10]), named: [] },
      ],
    )
    deepEqual(
      stored.map(({ timestamp }) => Number(timestamp)),
      results.map((result) => (isFailure(result) ? -1 : result.timestamp)),
    )
    deepEqual(
      stored.slice(0, 2).map(({ timestamp }) => timestamp),
      [1_700_000_000_123n, 1_600_000_000_000n],
    )
    ok(Number(stored[2]?.timestamp) >= before)
  })

  test(named('a topic that stamps records itself says so in the results'), async (t) => {
    const topic = await createTopic({ configs: { 'message.timestamp.type': 'LogAppendTime' } })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const before = Date.now()
    const [result] = await engine.produce(topic, [{ ...unkeyed('a'), timestamp: 1_600_000_000_000 }], soon())
    const [stored] = await readTopic(topic, 1)
    ok(result && !isFailure(result) && result.timestamp >= before - 1000)
    equal(BigInt(result.timestamp), stored?.timestamp)
  })

  test(named('when produce() resolves nothing of it is left: no record, no byte'), async (t) => {
    const topic = await createTopic({ partitions: 2 })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    for (const records of [[unkeyed('a')], Array.from({ length: 500 }, (_, i) => unkeyed(`${i}`))]) {
      const produced = engine.produce(topic, records, soon())
      await produced
      deepEqual(engine.pending, { records: 0, bytes: 0 })
    }
    await engine.produce(topic, [{ ...unkeyed('a'), partition: 9 }, unkeyed('b')], soon())
    deepEqual(engine.pending, { records: 0, bytes: 0 })
  })

  test(named('a call without records has no results'), async (t) => {
    const topic = await createTopic()
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    deepEqual(await engine.produce(topic, [], soon()), [])
    await engine.produce(topic, [unkeyed('a')], soon())
    deepEqual(await engine.produce(topic, [], soon()), [])
  })

  test(named('large calls are cut into batches that a broker takes'), async (t) => {
    const topic = await createTopic({ partitions: 2 })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const records = Array.from({ length: 60 }, (_, i) => ({ key: null, value: Buffer.alloc(100_000, i) }))
    const results = await engine.produce(topic, records, soon())
    ok(!results.some(isFailure))
    const stored = await readTopic(topic, 60)
    equal(new Set(stored.map(({ partition }) => partition)).size, 2, 'and they use more than one partition')
  })

  test(named('close() sends what it has, takes no more, and answers every call'), async () => {
    const topic = await createTopic({ partitions: 3 })
    const engine = createEngine({ engine: which })
    const calls = Array.from({ length: 50 }, (_, i) => engine.produce(topic, [unkeyed(`${i}`)], soon()))
    const closed = engine.close(soon())
    const refused = await engine.produce(topic, [unkeyed('late'), unkeyed('too late')], soon())
    await closed
    deepEqual(told(refused), ['retriable', 'retriable'])
    const results = (await Promise.all(calls)).flat()
    ok(!results.some(isFailure))
    equal((await readTopic(topic, 50)).length, 50)
  })
})

test('32 callers at once share requests, and each finds its own records in order', async (t) => {
  const topic = await createTopic({ partitions: 2 })
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through] })
  t.after(() => engine.close(soon()).then(through.close))
  const callers = 32
  const each = 100
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let i = 0; i < each; i++) {
        const record = { key: Buffer.from(`caller ${caller}`), value: Buffer.from(`${i}`) }
        const [result] = await engine.produce(topic, [record], soon())
        ok(result && !isFailure(result))
      }
    }),
  )
  const stored = await readTopic(topic, callers * each)
  for (let caller = 0; caller < callers; caller++) {
    const own = stored.filter(({ key }) => key?.toString() === `caller ${caller}`).map(({ value }) => Number(value))
    deepEqual(
      own,
      Array.from({ length: each }, (_, i) => i),
    )
  }
  const requests = through.requests(PRODUCE)
  ok(requests <= (callers * each) / 8, `${requests} requests for ${callers * each} records`)
  equal(through.connections(), 1)
  equal(through.requests(INIT_PRODUCER_ID), 1)
})

test('records for several partitions of one leader go in one request', async (t) => {
  const topic = await createTopic({ partitions: 8 })
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through] })
  t.after(() => engine.close(soon()).then(through.close))
  const results = await engine.produce(
    topic,
    Array.from({ length: 80 }, (_, i) => ({ ...unkeyed('x'), partition: i % 8 })),
    soon(),
  )
  ok(!results.some(isFailure))
  equal(through.requests(PRODUCE), 1)
})

test('linger gathers what arrives within it, and does not hold a full batch back', async (t) => {
  const topic = await createTopic()
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through], producer: { lingerMs: 800, batchBytes: 2000 } })
  t.after(() => engine.close(soon()).then(through.close))
  await engine.produce(topic, [unkeyed('first')], soon())
  const requests = through.requests(PRODUCE)
  const begun = performance.now()
  const calls = []
  for (let i = 0; i < 5; i++) {
    calls.push(engine.produce(topic, [unkeyed(`${i}`)], soon()))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await Promise.all(calls)
  ok(performance.now() - begun >= 790)
  equal(through.requests(PRODUCE), requests + 1)
  const full = performance.now()
  await engine.produce(topic, [{ key: null, value: Buffer.alloc(3000) }], soon())
  ok(performance.now() - full < 600)
})

test('without idempotence no producer id is asked for, and acks=1 is enough', async (t) => {
  const topic = await createTopic()
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through], producer: { acks: 1, idempotence: false } })
  t.after(() => engine.close(soon()).then(through.close))
  const results = await engine.produce(topic, [unkeyed('a'), unkeyed('b')], soon())
  deepEqual(told(results), ['0:0', '0:1'])
  deepEqual(told(await engine.produce(topic, [unkeyed('c')], soon())), ['0:2'])
  equal(through.requests(INIT_PRODUCER_ID), 0)
})
