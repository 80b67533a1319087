import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { ProducerSettings } from '../../../shared/kafka/producer/settings.ts'
import { type BrokerBehind, startBrokerBehind } from '../../support/broker-behind.ts'
import { createEngine } from '../../support/engine.ts'
import { administer, createTopic, readTopic, uniqueTopic } from '../../support/kafka.ts'
import { type EngineName, withEachEngine } from '../../support/librdkafka.ts'
import { PRODUCE, startPassThrough } from '../../support/pass-through.ts'
import { stack } from '../../support/stack.ts'
import { message, soon, told, unkeyed } from './results.ts'

const NOBODY = '127.0.0.1:9'
let broker: BrokerBehind

before(async () => {
  broker = await startBrokerBehind()
})

after(() => broker.stop())

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const begun = performance.now()
  const result = await work
  return [result, performance.now() - begun]
}

/** An engine that has stored a record before its broker fell silent; with a test given it ends with that. */
async function inSilence(engine: EngineName, producer: Partial<ProducerSettings>, t?: TestContext) {
  const { through, bootstrap } = broker
  const topic = await createTopic({ kafka: bootstrap })
  const created = createEngine({ engine, kafka: { bootstrapServers: [bootstrap] }, producer })
  t?.after(() => {
    through.swallow(false)
    return created.close(soon(0))
  })
  await created.produce(topic, [unkeyed('before')], soon())
  through.swallow(true)
  return { engine: created, topic }
}

withEachEngine((which, named) => {
  test(named('without any broker a call is retriable at its deadline, not stored and not much later'), async (t) => {
    const engine = createEngine({ engine: which, kafka: { bootstrapServers: [NOBODY] } })
    t.after(() => engine.close(soon()))
    const [results, tookMs] = await timed(engine.produce('orders', [unkeyed('a')], soon(500)))
    deepEqual(told(results), ['retriable'])
    ok(tookMs > 300 && tookMs < 1500, `${tookMs} ms`)
  })

  test(named('a full buffer makes callers wait, and those that find no room in time are retriable'), async (t) => {
    const { through } = broker
    const { engine, topic } = await inSilence(which, { bufferBytes: 20_000, maxBlockMs: 9000 }, t)
    const large = unkeyed('x'.repeat(15_000))
    const first = engine.produce(topic, [large], soon(1200))
    const [refused, tookMs] = await timed(engine.produce(topic, [large], soon(300)))
    deepEqual(told(refused), ['retriable'])
    match(message(refused[0]), /20000 bytes/)
    ok(tookMs >= 280 && tookMs < 1300, `${tookMs} ms`)
    ok(engine.pending.bytes > 15_000)
    deepEqual(told(await first), ['unsure'])
    through.swallow(false)
    const all = await Promise.all(Array.from({ length: 10 }, () => engine.produce(topic, [large], soon())))
    equal(all.flatMap(told).filter((each) => each.startsWith('0:')).length, 10)
  })

  test(named('a call whose records are all refused does not wait for room in the buffer'), async (t) => {
    const { engine, topic } = await inSilence(which, { bufferBytes: 1000, maxBlockMs: 5000 }, t)
    const full = engine.produce(topic, [unkeyed('x'.repeat(2000))], soon(1000))
    // Given up before the one in front of it makes room.
    const waiting = engine.produce(topic, [unkeyed('y')], soon(800))
    const [refused, tookMs] = await timed(engine.produce(topic, [{ ...unkeyed('z'), timestamp: -1 }], soon()))
    deepEqual(told(refused), ['refused'])
    ok(tookMs < 500, `${tookMs} ms`)
    deepEqual([...told(await full), ...told(await waiting)], ['unsure', 'retriable'])
  })

  test(named('close() in the middle of an outage answers every call by its own deadline'), async () => {
    const { through } = broker
    const { engine, topic } = await inSilence(which, { bufferBytes: 1000, maxBlockMs: 5000 })
    const calls = [
      engine.produce(topic, [unkeyed('sent')], soon(30_000)),
      engine.produce(topic, [unkeyed('x'.repeat(2000))], soon(30_000)),
      engine.produce(uniqueTopic('missing'), [unkeyed('a')], soon(30_000)),
    ]
    const [, tookMs] = await timed(engine.close(soon(300)))
    ok(tookMs >= 280 && tookMs < 1300, `${tookMs} ms`)
    const [results, restMs] = await timed(Promise.all(calls))
    ok(restMs < 2000, `${restMs} ms`)
    deepEqual(results.flatMap(told), ['unsure', 'retriable', 'retriable'])
    deepEqual(engine.pending, { records: 0, bytes: 0 })
    through.swallow(false)
  })
})

test('a record that waits for a broker that does not answer is retriable in time, one that was sent is unsure', async (t) => {
  const topic = await createTopic()
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through], kafka: { requestTimeoutMs: 1500 } })
  t.after(() => engine.close(soon(0)).then(through.close))
  await engine.produce(topic, [unkeyed('before')], soon())
  through.swallow(true)
  const sent = timed(engine.produce(topic, [unkeyed('sent')], soon(400)))
  await new Promise((resolve) => setImmediate(resolve))
  const waiting = timed(engine.produce(topic, [unkeyed('waiting')], soon(400)))
  for (const [kind, work] of [
    ['unsure', sent],
    ['retriable', waiting],
  ] as const) {
    const [results, tookMs] = await work
    deepEqual(told(results), [kind])
    ok(tookMs >= 380 && tookMs < 1400, `${kind} after ${tookMs} ms`)
  }
  deepEqual(engine.pending, { records: 0, bytes: 0 })
  through.swallow(false)
  deepEqual(told(await engine.produce(topic, [unkeyed('after')], soon())), ['0:1'])
  deepEqual(
    (await readTopic(topic, 2)).map(({ value }) => String(value)),
    ['before', 'after'],
  )
})

test('when a quota is used up the engine waits as long as the broker asks, and nothing is lost', async (t) => {
  const topic = await createTopic()
  const clientId = uniqueTopic('client')
  const entities = [{ entityType: 'client-id', entityName: clientId }] as const
  const quota = (remove: boolean) =>
    administer((admin) =>
      admin.alterClientQuotas({
        entries: [{ entities: [...entities], ops: [{ key: 'producer_byte_rate', value: 20_000, remove }] }],
      }),
    )
  await quota(false)
  t.after(() => quota(true))
  const through = await startPassThrough(stack.kafka)
  const engine = createEngine({ through: [through], kafka: { clientId, requestTimeoutMs: 1000 } })
  t.after(() => engine.close(soon(0)).then(through.close))
  const record = unkeyed('x'.repeat(10_000))
  const begun = performance.now()
  let throttledMs = 0
  // The broker lets about ten seconds' worth pass before it throttles.
  for (let sent = 0; throttledMs < 1200; sent++) {
    ok(sent < 500, 'the quota never works')
    const before = performance.now()
    const [result] = told(await engine.produce(topic, [record], soon(20_000)))
    equal(result, `0:${sent}`)
    throttledMs = performance.now() - before
  }
  ok(performance.now() - begun < 60_000)
  equal(through.connections(), 1, 'no connection was given up for the sake of the quota')
  ok(through.requests(PRODUCE) > 0)
})
