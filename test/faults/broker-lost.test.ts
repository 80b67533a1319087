import { deepEqual, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Broker, startBroker } from '../../infra/local/kafka/broker.ts'
import { createEngine } from '../support/engine.ts'
import { newFolder } from '../support/folder.ts'
import { createTopic } from '../support/kafka.ts'
import { type EngineName, withEachEngine } from '../support/librdkafka.ts'
import { startLoad } from './load.ts'
import { failures, judge } from './verdict.ts'

let broker: Broker

before(async () => {
  broker = await startBroker({ dir: newFolder('kafka') })
})

after(() => broker.stop(0))

async function start(which: EngineName) {
  const kafka = broker.bootstrap
  const topic = await createTopic({ partitions: 4, kafka })
  const engine = createEngine({ engine: which, kafka: { bootstrapServers: [kafka], requestTimeoutMs: 1500 } })
  const single = startLoad(engine, topic, { name: 'single', callers: 16, records: 1, patienceMs: 60_000, pauseMs: 5 })
  const many = startLoad(engine, topic, { name: 'many', callers: 8, records: 100, patienceMs: 60_000, pauseMs: 150 })
  const hasty = startLoad(engine, topic, { name: 'hasty', callers: 4, records: 5, patienceMs: 700, pauseMs: 50 })
  await Promise.all([single.stored(500), many.stored(2000)])
  return { topic, engine, single, many, hasty }
}

withEachEngine((which, named) => {
  test(
    named(
      'the only broker is killed and comes back: every record is stored once, in order, and who waits does not fail',
    ),
    async (t) => {
      const { topic, engine, single, many, hasty } = await start(which)
      await broker.kill('SIGKILL')
      await delay(1000)
      await broker.restart()
      await Promise.all([single.stored(500), many.stored(2000), hasty.stored(50)])

      await judge(t, engine, topic, broker.bootstrap, [single, many, hasty])
      deepEqual(failures(which, [single, many]), [0, 0])
      ok(hasty.count('failed') > 0, 'some did not wait for the broker to come back')
    },
  )

  test(
    named('the only broker is frozen and finds all attempts of the meantime when it wakes: it stores each record once'),
    async (t) => {
      const { topic, engine, single, many, hasty } = await start(which)
      for (let i = 0; i < (which === 'edge' ? 2 : 1); i++) {
        const failed = hasty.count('failed')
        await broker.kill('SIGSTOP')
        await delay(4000)
        await broker.kill('SIGCONT')
        await Promise.all([single.stored(500), many.stored(2000), hasty.stored(50)])
        ok(hasty.count('failed') > failed, 'some did not wait for the broker to wake up')
      }
      await judge(t, engine, topic, broker.bootstrap, [single, many, hasty])
      deepEqual(failures(which, [single, many]), [0, 0])
    },
  )
})
