import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Sequence } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { createTopic, readTopic, uniqueTopic } from '../../support/kafka.ts'
import { withEachEngine } from '../../support/librdkafka.ts'
import { soon, told } from './results.ts'

const value = (text: string) => ({ key: null, value: Buffer.from(text), partition: 0 })

const valuesOf = async (topic: string, count: number) =>
  (await readTopic(topic, count)).map((record) => String(record.value).trim())

withEachEngine((which, named) => {
  test(named('calls of one sequence keep their order, however many are made before the topic is known'), async (t) => {
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const topic = await createTopic()
    const sequence: Sequence = {}
    await Promise.all(Array.from({ length: 50 }, (_, i) => engine.produce(topic, [value(`${i}`)], soon(), sequence)))
    deepEqual(
      await valuesOf(topic, 50),
      Array.from({ length: 50 }, (_, i) => `${i}`),
    )
  })

  test(named('a call does not overtake one for which the partitions are asked for again'), async (t) => {
    const engine = createEngine({ engine: which })
    t.after(() => engine.close(soon()))
    const topic = await createTopic()
    const sequence: Sequence = {}
    await engine.produce(topic, [value('first')], soon(), sequence)
    const nowhere = { ...value('nowhere'), partition: 7 }
    const calls = [
      engine.produce(topic, [value('second'), nowhere], soon(), sequence),
      engine.produce(topic, [value('third')], soon(), sequence),
    ]
    deepEqual((await Promise.all(calls)).map(told), [['0:1', 'unknown-topic'], ['0:2']])
    deepEqual(await valuesOf(topic, 3), ['first', 'second', 'third'])
  })

  test(named('a call does not overtake one that has just got room in the buffer'), async (t) => {
    const engine = createEngine({ engine: which, producer: { bufferBytes: 3_000, maxBlockMs: 10_000 } })
    t.after(() => engine.close(soon()))
    const topic = await createTopic()
    const sequence: Sequence = {}
    await engine.produce(topic, [value('first')], soon(), sequence)
    const large = engine.produce(topic, [value('second'.padEnd(2_900))], soon(), sequence)
    const waiting = engine.produce(topic, [value('third'.padEnd(500))], soon(), sequence)
    await large
    await Promise.all([waiting, engine.produce(topic, [value('fourth')], soon(), sequence)])
    deepEqual(await valuesOf(topic, 4), ['first', 'second', 'third', 'fourth'])
  })

  test(
    named('a sequence for a topic that there is not fails as a whole after max.block.ms, not call by call'),
    async (t) => {
      const engine = createEngine({ engine: which, producer: { maxBlockMs: 500 } })
      t.after(() => engine.close(soon()))
      const topic = uniqueTopic('missing')
      const sequence: Sequence = {}
      const begun = performance.now()
      const calls = Array.from({ length: 20 }, () => engine.produce(topic, [value('x')], soon(), sequence))
      for (const results of await Promise.all(calls)) deepEqual(told(results), ['unknown-topic'])
      equal(performance.now() - begun < 4_000, true)
    },
  )
})
