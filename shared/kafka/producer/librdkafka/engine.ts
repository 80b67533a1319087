import type { Producer } from '../../../produce/producer.ts'
import type { KafkaClient } from '../../client.ts'
import type { TopicCache } from '../../topic-cache.ts'
import { createFront } from '../front.ts'
import type { ProducerSettings } from '../settings.ts'
import type { Librdkafka } from './native.ts'
import { createLibrdkafkaSender } from './sender.ts'

/**
 * The other engine: librdkafka batches, sends and sends again.
 *
 * Topics are asked for, and partitions chosen, as by the default engine, over connections of the project's own client.
 */
export function createLibrdkafkaProducer(
  librdkafka: Librdkafka,
  client: KafkaClient,
  topics: TopicCache,
  settings: ProducerSettings,
): Producer {
  const sender = createLibrdkafkaSender(librdkafka, client.settings, topics, settings)
  return createFront(
    topics,
    {
      ...sender,
      get ready() {
        return sender.ready
      },
      async close(deadline) {
        await Promise.all([sender.close(deadline), client.close()])
      },
    },
    settings,
    client.settings.retryBackoffMs,
  )
}
