import type { Config } from '../config/config.ts'
import { createKafkaClient } from '../kafka/client.ts'
import { createProducer } from '../kafka/producer/engine.ts'
import { createLibrdkafkaProducer } from '../kafka/producer/librdkafka/engine.ts'
import type { KafkaSettings } from '../kafka/settings.ts'
import { createTopicCache } from '../kafka/topic-cache.ts'
import type { Producer } from '../produce/producer.ts'

/** What there is to know about producing, whoever it is done for. */
export type ProducerConfig = Pick<Config, 'producer' | 'librdkafka'>

/** The engine that the settings ask for, with connections of its own. */
export function createConfiguredProducer(kafka: KafkaSettings, { producer, librdkafka }: ProducerConfig): Producer {
  const client = createKafkaClient(kafka)
  const topics = createTopicCache(client)
  if (!librdkafka) return createProducer(client, topics, producer)
  return createLibrdkafkaProducer(librdkafka, client, topics, producer)
}
