import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { KafkaClient } from '../../../shared/kafka/client.ts'
import { ProduceCall } from '../../../shared/kafka/producer/call.ts'
import { createDispatcher } from '../../../shared/kafka/producer/dispatcher.ts'
import { LAST_EPOCH, type ProducerIdentity } from '../../../shared/kafka/producer/numbering.ts'
import { createProducerIds, type ProducerIds } from '../../../shared/kafka/producer/producer-ids.ts'
import { recordSize } from '../../../shared/kafka/producer/record-batch.ts'
import { createTopicCache } from '../../../shared/kafka/topic-cache.ts'
import { createClient, producerSettings } from '../../support/engine.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { startPassThrough } from '../../support/pass-through.ts'
import { stack } from '../../support/stack.ts'
import { until } from '../../support/until.ts'
import { soon, told, unkeyed } from './results.ts'

/** A broker that has just started does not give ids yet. */
async function loaded(ids: ProducerIds): Promise<ProducerIdentity> {
  await until(() => ids.load(soon()).then(Boolean, () => false))
  return ids.peek() as ProducerIdentity
}

test('a leader has two requests at most on its way; what comes meanwhile goes together, and is known to wait', async (t) => {
  const topic = await createTopic({ partitions: 6 })
  const client = createClient({})
  t.after(() => client.close())
  const topics = createTopicCache(client)
  await topics.load(topic, soon())
  const ids = createProducerIds(client, true)
  await loaded(ids)
  const answering = Promise.withResolvers<void>()
  /** How many batches each request had. */
  const requests: number[] = []
  const slow: KafkaClient = {
    ...client,
    async call(...request) {
      requests.push((request[2] as unknown as [number, number, unknown[]])[2].length)
      await answering.promise
      return client.call(...request)
    },
  }
  const dispatcher = createDispatcher(slow, topics, ids, producerSettings())
  const calls: ProduceCall[] = []
  for (let partition = 0; partition < 6; partition++) {
    const call = new ProduceCall(1, soon(), () => {})
    const record = unkeyed(`to ${partition}`)
    dispatcher.push(topic, partition, { record, bytes: recordSize(record), call, index: 0 })
    calls.push(call)
    await setImmediate()
  }
  deepEqual(requests, [1, 1])
  equal(dispatcher.isStuck(topic, 5), false)
  await until(() => dispatcher.isStuck(topic, 5))
  answering.resolve()
  const stored = await Promise.all(calls.map(async ({ done }) => told(await done)[0]))
  deepEqual(stored, ['0:0', '1:0', '2:0', '3:0', '4:0', '5:0'])
  deepEqual(requests, [1, 1, 4])
  equal(dispatcher.isStuck(topic, 5), false)
})

test('after the last epoch of its producer id a lane goes on under a new id, and nothing is stored twice', async (t) => {
  const topic = await createTopic()
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { requestTimeoutMs: 250, connectTimeoutMs: 250 } })
  t.after(() => client.close().then(through.close))
  const topics = createTopicCache(client)
  await topics.load(topic, soon())
  const ids = createProducerIds(client, true)
  const { id } = await loaded(ids)
  // As if 32,766 batches had been given up already.
  ids.retire({ id, epoch: LAST_EPOCH - 2 })
  const dispatcher = createDispatcher(client, topics, ids, producerSettings())

  async function produce(value: string, deadline: number): Promise<string> {
    const call = new ProduceCall(1, deadline, () => {})
    const record = unkeyed(value)
    dispatcher.push(topic, 0, { record, bytes: recordSize(record), call, index: 0 })
    return told(await call.done)[0] ?? ''
  }

  equal(await produce('a', soon()), '0:0')
  for (const value of ['given up', 'given up, too']) {
    equal(ids.peek()?.id, id)
    through.swallow(true)
    equal(await produce(value, soon(100)), 'unsure')
    through.swallow(false)
    equal(await produce(`after ${value}`, soon()), value === 'given up' ? '0:1' : '0:2')
  }
  notEqual(ids.peek()?.id, id)
  equal(await produce('b', soon()), '0:3')
  deepEqual(
    (await readTopic(topic, 4)).map(({ value }) => String(value)),
    ['a', 'after given up', 'after given up, too', 'b'],
  )
})
