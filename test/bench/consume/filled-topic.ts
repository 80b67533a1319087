import { Admin } from '@platformatic/kafka'
import { loadConfig } from '../../../shared/config/config.ts'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { createProducer } from '../../../shared/kafka/producer/engine.ts'
import { createTopicCache } from '../../../shared/kafka/topic-cache.ts'
import { isFailure } from '../../../shared/produce/producer.ts'

/** A topic of one partition that gets no more records. */
export interface FilledTopic {
  readonly name: string
  readonly records: number
  /** Of a record's value, on average. */
  readonly bytes: number
}

/** What a topic is filled with. */
export interface Filling {
  readonly name: string
  readonly records: number
  readonly valueAt: (index: number) => Buffer
}

/** Values of a call of the producer, at most; all calls together are some megabytes. */
const CALL_BYTES = 500_000
const CALLERS = 4

/** Creates and fills a topic. @throws Error  a record was not stored */
export async function fillTopic(kafka: string, { name, records, valueAt }: Filling): Promise<FilledTopic> {
  const admin = new Admin({ clientId: 'bench', bootstrapBrokers: [kafka] })
  await admin.createTopics({ topics: [name], partitions: 1, replicas: 1 })
  await admin.close()

  const config = loadConfig({ KAFKA_REST_BOOTSTRAP_SERVERS: kafka, KAFKA_REST_LISTENERS: 'http://127.0.0.1:0' })
  const client = createKafkaClient(config.kafka)
  const producer = createProducer(client, createTopicCache(client), config.producer)
  const perCall = Math.min(1000, Math.ceil(CALL_BYTES / valueAt(0).length))
  const values = Array.from({ length: perCall }, (_, index) => ({ key: null, value: valueAt(index) }))
  const bytes = values.reduce((sum, { value }) => sum + value.length, 0) / perCall
  let left = records
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (left > 0) {
        const count = Math.min(perCall, left)
        left -= count
        const results = await producer.produce(name, values.slice(0, count), Date.now() + 30_000)
        const failure = results.find(isFailure)
        if (failure) throw new Error(`The topic could not be filled: ${failure.message}`)
      }
    }),
  )
  await producer.close(Date.now() + 5_000)
  return { name, records, bytes }
}
