import { randomBytes } from 'node:crypto'
import { loadConfig } from '../../../shared/config/config.ts'
import { createConfiguredProducer } from '../../../shared/context/producer.ts'
import { isFailure } from '../../../shared/produce/producer.ts'
import { closedLoop } from '../measure/closed-loop.ts'
import type { Measurement } from '../measure/measurement.ts'
import { answerOrders } from './child-side.ts'
import type { EngineOrder } from './engine-order.ts'

const [bootstrap = '', librdkafkaFolder] = process.argv.slice(2)

/** One of the proxy's engines with the proxy's own settings, called directly: what is left of a request when HTTP is taken away. */
const config = loadConfig({
  KAFKA_REST_BOOTSTRAP_SERVERS: bootstrap,
  KAFKA_REST_LISTENERS: 'http://127.0.0.1:0',
  ...(librdkafkaFolder && {
    KAFKA_REST_PRODUCER_ENGINE: 'librdkafka',
    KAFKA_REST_PRODUCER_LIBRDKAFKA_FOLDER: librdkafkaFolder,
  }),
})
const producer = createConfiguredProducer(config.kafka, config)

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
