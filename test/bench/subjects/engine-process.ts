import { randomBytes } from 'node:crypto'
import { loadConfig } from '../../../shared/config/config.ts'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { createProducer } from '../../../shared/kafka/producer/engine.ts'
import { createTopicCache } from '../../../shared/kafka/topic-cache.ts'
import { isFailure } from '../../../shared/produce/producer.ts'
import { closedLoop } from '../measure/closed-loop.ts'
import type { Measurement } from '../measure/measurement.ts'
import { answerOrders } from './child-side.ts'
import type { EngineOrder } from './engine-order.ts'

const [bootstrap = ''] = process.argv.slice(2)

/** The proxy's engine with the proxy's own settings, called directly: what is left of a request when HTTP is taken away. */
const { kafka, producer: settings } = loadConfig({
  KAFKA_REST_BOOTSTRAP_SERVERS: bootstrap,
  KAFKA_REST_LISTENERS: 'http://127.0.0.1:0',
})
const client = createKafkaClient(kafka)
const producer = createProducer(client, createTopicCache(client), settings)

answerOrders((order: EngineOrder): Promise<Measurement> => {
  const { topic, callers, recordsPerRequest, bytes, broker } = order
  const records = Array.from({ length: recordsPerRequest }, () => ({ key: null, value: randomBytes(bytes) }))
  const loop = { ...order, callers, watched: { subject: process.pid, broker } }
  return closedLoop(loop, (_, done) => {
    producer.produce(topic, records, Date.now() + 25_000).then((results) => {
      const failure = results.find(isFailure)
      done(failure && new Error(failure.message))
    }, done)
  })
})
