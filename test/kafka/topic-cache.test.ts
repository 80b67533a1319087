import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { KafkaError, KafkaUnreachable } from '../../shared/kafka/error.ts'
import { createTopicCache } from '../../shared/kafka/topic-cache.ts'
import { createClient } from '../support/engine.ts'
import { createTopic, uniqueTopic } from '../support/kafka.ts'
import { startPassThrough } from '../support/pass-through.ts'
import { stack } from '../support/stack.ts'

const METADATA = 3
const soon = (ms = 10_000) => Date.now() + ms

async function start(t: TestContext, metadataMaxAgeMs = 300_000) {
  const through = await startPassThrough(stack.kafka)
  const client = createClient({ through: [through], kafka: { metadataMaxAgeMs, requestTimeoutMs: 500 } })
  t.after(() => client.close().then(through.close))
  return { through, topics: createTopicCache(client) }
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = soon(); !condition(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (Date.now() > deadline) throw new Error('It never came.')
  }
}

test('a topic is asked for once for all who want it, and then known', async (t) => {
  const { through, topics } = await start(t)
  const topic = await createTopic({ partitions: 3 })
  equal(topics.peek(topic), undefined)
  const [first, same] = await Promise.all([topics.load(topic, soon()), topics.load(topic, soon())])
  equal(first, same)
  equal(topics.peek(topic), first)
  deepEqual(
    first?.partitions.map(({ partition, leader }) => [partition, leader]),
    [0, 1, 2].map((partition) => [partition, 1]),
  )
  equal(through.requests(METADATA), 1)
})

test('what begins to be old is asked for anew while it is still used; what is too old is not used', async (t) => {
  const { through, topics } = await start(t, 400)
  const topic = await createTopic()
  const old = await topics.load(topic, soon())
  await until(() => {
    equal(typeof topics.peek(topic), 'object', 'nobody has to wait')
    return topics.peek(topic) !== old
  })
  equal(through.requests(METADATA), 2)
  await new Promise((resolve) => setTimeout(resolve, 450))
  equal(topics.peek(topic), undefined)
})

test('a topic that brokers do not know is an error, and forgotten if it was known', async (t) => {
  const { topics } = await start(t)
  await rejects(topics.load(uniqueTopic('missing'), soon()), (error) => {
    return error instanceof KafkaError && error.id === 'UNKNOWN_TOPIC_OR_PARTITION'
  })
  await rejects(topics.load('no topic', soon()), (error) => {
    return error instanceof KafkaError && error.id === 'INVALID_TOPIC_EXCEPTION'
  })
})

test('each waits until its own deadline, whoever asked first', async (t) => {
  const { topics } = await start(t)
  const topic = await createTopic()
  const hurried = topics.load(topic, soon(0)).catch((error) => error)
  const patient = topics.load(topic, soon())
  ok((await hurried) instanceof KafkaUnreachable)
  equal((await patient).name, topic)
})
