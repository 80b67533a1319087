import { deepEqual, equal, ok } from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isFailure } from '../../shared/produce/producer.ts'
import { type BrokerBehind, startBrokerBehind } from '../support/broker-behind.ts'
import type { EngineOptions } from '../support/engine.ts'
import { AS_TOLD, fates } from '../support/fates.ts'
import { createTopic, readTopic } from '../support/kafka.ts'
import { type EngineName, withEachEngine } from '../support/librdkafka.ts'
import { type PassThrough, PRODUCE } from '../support/pass-through.ts'
import type { Answer, Question } from './engine-process.ts'

const BROKER_IDLE_MS = 1500
let broker: BrokerBehind

before(async () => {
  broker = await startBrokerBehind({ 'connections.max.idle.ms': BROKER_IDLE_MS })
})

after(() => broker.stop())

/** An engine in a process of its own, which has produced one record. */
async function start(which: EngineName, kafka: EngineOptions['kafka']) {
  const topic = await createTopic({ partitions: 3, kafka: broker.bootstrap })
  const child = fork(fileURLToPath(new URL('engine-process.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  })
  const bootstrapServers = [broker.bootstrap]
  await ask(child, { ask: 'start', options: { engine: which, kafka: { bootstrapServers, ...kafka } } })
  await ask(child, { ask: 'produce', topic, value: 'before/0', patienceMs: 10_000 })
  const produce = () => ask(child, { ask: 'produce', topic, value: 'after/0', patienceMs: 10_000 })
  return { topic, child, produce }
}

async function ask(child: ChildProcess, question: Question): Promise<Answer> {
  child.send(question)
  const [answer] = await once(child, 'message')
  return answer as Answer
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Freezes the process until the broker has given its connections up. */
async function freeze(child: ChildProcess, through: PassThrough): Promise<void> {
  child.kill('SIGSTOP')
  for (const until = Date.now() + 20_000; through.open() > 0; await delay(20)) {
    if (Date.now() > until) throw new Error('The broker keeps idle connections.')
  }
}

withEachEngine((which, named) => {
  test(
    named('frozen until the broker has closed its connections, the process produces with at most one retry'),
    async (t) => {
      const { through } = broker
      const { topic, child, produce } = await start(which, {})
      t.after(() => stop(child))
      const before = through.requests(PRODUCE)
      await freeze(child, through)
      child.kill('SIGCONT')
      const { results, tookMs } = await produce()
      ok(results && !results.some(isFailure))
      ok(through.requests(PRODUCE) - before <= 2)
      ok(tookMs !== undefined && tookMs < 2000, `${tookMs} ms`)
      equal((await readTopic(topic, 2, broker.bootstrap)).length, 2)
    },
  )

  test(
    named('frozen while its connections die silently, it does not wait for them: they have been idle for too long'),
    async (t) => {
      const { through } = broker
      const { topic, child, produce } = await start(which, { connectionsMaxIdleMs: 1000 })
      t.after(() => stop(child))
      const before = through.requests(PRODUCE)
      child.kill('SIGSTOP')
      through.swallow(true)
      await delay(1200)
      through.swallow(false)
      child.kill('SIGCONT')
      const { results, tookMs } = await produce()
      ok(results && !results.some(isFailure))
      equal(through.requests(PRODUCE) - before, 1)
      ok(tookMs !== undefined && tookMs < 2000, `${tookMs} ms`)
      equal((await readTopic(topic, 2, broker.bootstrap)).length, 2)
    },
  )

  test(
    named('frozen in the middle of its work for longer than a request may take, it loses and doubles nothing'),
    async (t) => {
      const { through } = broker
      const { topic, child } = await start(which, { requestTimeoutMs: 1000 })
      t.after(() => stop(child))
      const options = { name: 'frozen', callers: 16, records: 3, patienceMs: 60_000, pauseMs: 2 }
      await ask(child, { ask: 'load', topic, options })
      for (let i = 0; i < 2; i++) {
        await freeze(child, through)
        child.kill('SIGCONT')
        await delay(300)
      }
      const { sent = [] } = await ask(child, { ask: 'stop load' })
      const others = (await readTopic(topic, sent.length, broker.bootstrap)).filter(
        ({ value }) => !/^before/.test(`${value}`),
      )
      deepEqual(fates(sent, others), AS_TOLD)
      equal(sent.filter(({ result }) => isFailure(result)).length, 0)
    },
  )
})
