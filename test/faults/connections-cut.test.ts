import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createEngine } from '../support/engine.ts'
import { createTopic } from '../support/kafka.ts'
import { startPassThrough } from '../support/pass-through.ts'
import { stack } from '../support/stack.ts'
import { startLoad } from './load.ts'
import { judge } from './verdict.ts'

async function start(requestTimeoutMs: number) {
  const topic = await createTopic({ partitions: 4 })
  const through = await startPassThrough(stack.kafka)
  const kafka = { requestTimeoutMs, connectTimeoutMs: 500, retryBackoffMs: 20 }
  const engine = createEngine({ through: [through], kafka })
  const single = startLoad(engine, topic, { name: 'single', callers: 16, records: 1, patienceMs: 30_000, pauseMs: 3 })
  const many = startLoad(engine, topic, { name: 'many', callers: 8, records: 100, patienceMs: 30_000, pauseMs: 50 })
  await Promise.all([single.stored(200), many.stored(1000)])
  return { topic, through, engine, single, many }
}

test('connections cut within requests, within answers and in between cost a retry, and no record', async (t) => {
  const { topic, through, engine, single, many } = await start(3000)
  t.after(through.close)
  const before = through.connections()
  for (let i = 0; i < 30; i++) {
    if (i % 3 === 0) through.cutNext('request')
    else if (i % 3 === 1) through.cutNext('answer')
    else through.cut()
    await Promise.all([single.stored(20), many.stored(100)])
  }
  const cuts = through.connections() - before
  await judge(t, engine, topic, stack.kafka, [single, many])
  deepEqual([single.count('failed'), many.count('failed')], [0, 0])
  ok(cuts >= 20, `${cuts} connections were made again`)
})

test('a network that swallows everything for longer than a request may take costs time, and no record', async (t) => {
  const { topic, through, engine, single, many } = await start(1000)
  t.after(through.close)
  const hasty = startLoad(engine, topic, { name: 'hasty', callers: 4, records: 5, patienceMs: 300, pauseMs: 20 })
  for (let i = 0; i < 2; i++) {
    await hasty.stored(50)
    through.swallow(true)
    await delay(2500)
    through.swallow(false)
    await Promise.all([single.stored(200), many.stored(1000)])
  }
  await judge(t, engine, topic, stack.kafka, [single, many, hasty])
  deepEqual([single.count('failed'), many.count('failed')], [0, 0])
  ok(hasty.count('failed') > 0)
  ok(single.longestMs < 10_000, `${single.longestMs} ms`)
})

test('a network whose silence never ends leaves callers with answers in time', async (t) => {
  const { topic, through, engine, single, many } = await start(1000)
  t.after(through.close)
  await Promise.all([single.stop(), many.stop()])
  through.swallow(true)
  const hasty = startLoad(engine, topic, { name: 'hasty', callers: 8, records: 5, patienceMs: 400, pauseMs: 10 })
  await delay(3000)
  await hasty.stop()
  deepEqual(hasty.count('stored'), 0)
  through.swallow(false)
  await judge(t, engine, topic, stack.kafka, [single, many, hasty])
})
