import { deepEqual, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrokerBehind, startBrokerBehind } from '../support/broker-behind.ts'
import { createEngine } from '../support/engine.ts'
import { createTopic } from '../support/kafka.ts'
import { type EngineName, withEachEngine } from '../support/librdkafka.ts'
import { startLoad } from './load.ts'
import { failures, judge } from './verdict.ts'

let broker: BrokerBehind

before(async () => {
  broker = await startBrokerBehind()
})

after(() => broker.stop())

async function start(which: EngineName, requestTimeoutMs: number) {
  const { through, bootstrap } = broker
  const topic = await createTopic({ partitions: 4, kafka: bootstrap })
  const kafka = { bootstrapServers: [bootstrap], requestTimeoutMs, connectTimeoutMs: 500, retryBackoffMs: 20 }
  const engine = createEngine({ engine: which, kafka })
  const single = startLoad(engine, topic, { name: 'single', callers: 16, records: 1, patienceMs: 30_000, pauseMs: 3 })
  const many = startLoad(engine, topic, { name: 'many', callers: 8, records: 100, patienceMs: 30_000, pauseMs: 50 })
  await Promise.all([single.stored(200), many.stored(1000)])
  return { topic, through, engine, single, many }
}

withEachEngine((which, named) => {
  test(
    named('connections cut within requests, within answers and in between cost a retry, and no record'),
    async (t) => {
      const { topic, through, engine, single, many } = await start(which, 3000)
      const before = through.connections()
      const rounds = which === 'edge' ? 30 : 12
      for (let i = 0; i < rounds; i++) {
        if (i % 3 === 0) through.cutNext('request')
        else if (i % 3 === 1) through.cutNext('answer')
        else through.cut()
        await Promise.all([single.stored(20), many.stored(100)])
      }
      const cuts = through.connections() - before
      await judge(t, engine, topic, broker.bootstrap, [single, many])
      deepEqual(failures(which, [single, many]), [0, 0])
      ok(cuts >= rounds * (2 / 3), `${cuts} connections were made again`)
    },
  )

  test(
    named('a network that swallows everything for longer than a request may take costs time, and no record'),
    async (t) => {
      const { topic, through, engine, single, many } = await start(which, 1000)
      const hasty = startLoad(engine, topic, { name: 'hasty', callers: 4, records: 5, patienceMs: 300, pauseMs: 20 })
      for (let i = 0; i < (which === 'edge' ? 2 : 1); i++) {
        await hasty.stored(50)
        through.swallow(true)
        await delay(2500)
        through.swallow(false)
        await Promise.all([single.stored(200), many.stored(1000)])
      }
      await judge(t, engine, topic, broker.bootstrap, [single, many, hasty])
      deepEqual(failures(which, [single, many]), [0, 0])
      ok(hasty.count('failed') > 0)
      ok(single.longestMs < 10_000, `${single.longestMs} ms`)
    },
  )

  test(named('a network whose silence never ends leaves callers with answers in time'), async (t) => {
    const { topic, through, engine, single, many } = await start(which, 1000)
    await Promise.all([single.stop(), many.stop()])
    through.swallow(true)
    const hasty = startLoad(engine, topic, { name: 'hasty', callers: 8, records: 5, patienceMs: 400, pauseMs: 10 })
    await delay(3000)
    await hasty.stop()
    deepEqual(hasty.count('stored'), 0)
    through.swallow(false)
    await judge(t, engine, topic, broker.bootstrap, [single, many, hasty])
  })
})
