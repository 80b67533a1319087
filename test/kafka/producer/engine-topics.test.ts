import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { administer, createTopic, readTopic, uniqueTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { keyed, message, soon, told, unkeyed } from './results.ts'

withEachEngine((which, named) => {
  test(named('a topic that no broker knows is reported after max.block.ms, for every record'), async (t) => {
    const engine = createEngine({ engine: which, producer: { maxBlockMs: 400 } })
    t.after(() => engine.close(soon()))
    const begun = performance.now()
    const results = await engine.produce(uniqueTopic('missing'), [unkeyed('a'), keyed('b')], soon())
    deepEqual(told(results), ['unknown-topic', 'unknown-topic'])
    const tookMs = performance.now() - begun
    ok(tookMs >= 300 && tookMs < 1900, `${tookMs} ms`)
  })

  test(named('a name that no topic can have is refused at once'), async (t) => {
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const begun = performance.now()
    deepEqual(told(await engine.produce('no topic', [unkeyed('a')], soon())), ['refused'])
    ok(performance.now() - begun < 900)
  })

  test(named('a topic that is created while a call waits for it is found'), async (t) => {
    const topic = uniqueTopic()
    const engine = createEngine({ engine: which, producer: { maxBlockMs: 10_000 } })
    t.after(() => engine.close(soon()))
    const produced = engine.produce(topic, [unkeyed('a')], soon())
    await createTopic({ name: topic })
    deepEqual(told(await produced), ['0:0'])
  })

  test(named('a call that is in a hurry does not spoil the wait of another for the same topic'), async (t) => {
    const topic = uniqueTopic()
    const engine = createEngine({ engine: which, producer: { maxBlockMs: 10_000 } })
    t.after(() => engine.close(soon()))
    const hurried = engine.produce(topic, [unkeyed('a')], soon(30))
    const patient = engine.produce(topic, [unkeyed('b')], soon())
    ok(['unknown-topic', 'retriable'].includes(told(await hurried)[0] ?? ''))
    await createTopic({ name: topic })
    deepEqual(told(await patient), ['0:0'])
  })

  test(named('a partition beyond the topic’s is refused by itself, naming those that there are'), async (t) => {
    const topic = await createTopic({ partitions: 2 })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const records = [2, 1, -1, 0, 1.5].map((partition) => ({ ...unkeyed('a'), partition }))
    const results = await engine.produce(topic, records, soon())
    deepEqual(told(results), ['unknown-topic', '1:0', 'unknown-topic', '0:0', 'unknown-topic'])
    match(message(results[0]), /no partition 2, only 0 to 1/)
  })

  test(named('partitions that are added later can be used without a restart'), async (t) => {
    const topic = await createTopic({ partitions: 1 })
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    await engine.produce(topic, [unkeyed('a')], soon())
    const added = [{ brokerIds: [1] }, { brokerIds: [1] }]
    await administer((admin) => admin.createPartitions({ topics: [{ name: topic, count: 3, assignments: added }] }))
    await readTopic(topic, 1)
    let results = await engine.produce(topic, [{ ...unkeyed('b'), partition: 2 }], soon())
    // The broker that is asked may hear of them a moment later.
    for (const until = soon(); results.some(isFailure) && Date.now() < until; ) {
      results = await engine.produce(topic, [{ ...unkeyed('b'), partition: 2 }], soon())
    }
    deepEqual(told(results), ['2:0'])
  })

  test(named('when a topic is deleted, callers hear of it in time, and a new one of its name works'), async (t) => {
    const topic = await createTopic({ partitions: 2 })
    const engine = createEngine({ engine: which, producer: { maxBlockMs: 500 } })
    t.after(() => engine.close(soon()))
    await engine.produce(topic, [unkeyed('a'), unkeyed('b')], soon())

    let deleted = false
    const failed: string[] = []
    const callers = Array.from({ length: 8 }, async () => {
      for (;;) {
        const begun = performance.now()
        const [result] = await engine.produce(topic, [unkeyed('c')], soon(5000))
        ok(performance.now() - begun < 6000)
        if (result && isFailure(result)) {
          failed.push(result.failure)
          ok(deleted, 'nothing fails before')
          return
        }
      }
    })
    await engine.produce(topic, [unkeyed('d')], soon())
    deleted = true
    await administer((admin) => admin.deleteTopics({ topics: [topic] }))
    await Promise.all(callers)
    equal(failed.length, 8)
    for (const kind of failed) ok(['unknown-topic', 'retriable', 'unsure'].includes(kind), kind)
    ok(failed.includes('unknown-topic'))

    await createTopic({ name: topic, partitions: 2 })
    const records = [0, 1].map((partition) => ({ ...unkeyed('e'), partition }))
    deepEqual(told(await engine.produce(topic, records, soon())), ['0:0', '1:0'])
    equal((await readTopic(topic, 2)).length, 2)
  })

  test(
    named('when a topic comes back with fewer partitions, records for those it had are refused in time'),
    async (t) => {
      const topic = await createTopic({ partitions: 3 })
      const engine = createEngine({ engine: which, producer: { maxBlockMs: 500 } })
      t.after(() => engine.close(soon()))
      const last = { ...unkeyed('a'), partition: 2 }
      await engine.produce(topic, [last], soon())
      await administer((admin) => admin.deleteTopics({ topics: [topic] }))
      await createTopic({ name: topic, partitions: 1 })
      const begun = performance.now()
      deepEqual(told(await engine.produce(topic, [last], soon())), ['unknown-topic'])
      ok(performance.now() - begun < 3000)
      deepEqual(told(await engine.produce(topic, [unkeyed('b')], soon())), ['0:0'])
    },
  )
})
