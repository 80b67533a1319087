import { deepEqual, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { KafkaError } from '../../../shared/kafka/error.ts'
import { createDispatcher } from '../../../shared/kafka/producer/dispatcher.ts'
import { createFront } from '../../../shared/kafka/producer/front.ts'
import { createProducerIds } from '../../../shared/kafka/producer/producer-ids.ts'
import { createTopicCache } from '../../../shared/kafka/topic-cache.ts'
import type { Producer } from '../../../shared/produce/producer.ts'
import { kafkaSettings, producerSettings } from '../../support/engine.ts'
import { createTopic } from '../../support/kafka.ts'
import { soon, told, unkeyed } from './results.ts'

const COORDINATOR_LOAD_IN_PROGRESS = 14
const MAX_BLOCK_MS = 200

/** An engine on the real broker, whose coordinator says for a while that it is loading. */
function loadingFor(ms: number, t: TestContext): Producer {
  const client = createKafkaClient(kafkaSettings())
  const topics = createTopicCache(client)
  const settings = producerSettings({ maxBlockMs: MAX_BLOCK_MS })
  const ids = createProducerIds(client, true)
  const dispatcher = createDispatcher(client, topics, ids, settings)
  const loaded = Date.now() + ms
  const front = createFront(
    topics,
    {
      get ready() {
        return ids.peek() !== undefined
      },
      async prepare(deadline) {
        if (Date.now() < loaded) throw new KafkaError(COORDINATOR_LOAD_IN_PROGRESS)
        return ids.load(deadline)
      },
      push: dispatcher.push,
      isStuck: dispatcher.isStuck,
      async close() {
        dispatcher.stop()
        await client.close()
      },
    },
    settings,
    20,
  )
  t.after(() => front.close(soon(1000)))
  return front
}

test('a coordinator that is loading is waited for, longer than for a topic that there is not', async (t) => {
  const topic = await createTopic()
  const front = loadingFor(3 * MAX_BLOCK_MS, t)
  deepEqual(told(await front.produce(topic, [unkeyed('1')], soon())), ['0:0'])
})

test('when it has not loaded by the deadline the record may be sent again', async (t) => {
  const topic = await createTopic()
  const front = loadingFor(60_000, t)
  const startedAt = Date.now()
  deepEqual(told(await front.produce(topic, [unkeyed('1')], soon(600))), ['retriable'])
  ok(Date.now() - startedAt > MAX_BLOCK_MS)
})
