import type { Producer } from '../../produce/producer.ts'
import type { KafkaClient } from '../client.ts'
import type { TopicCache } from '../topic-cache.ts'
import { createDispatcher } from './dispatcher.ts'
import { createFront } from './front.ts'
import { createProducerIds } from './producer-ids.ts'
import type { ProducerSettings } from './settings.ts'

/**
 * The default engine, `edge`: group commit over @platformatic/kafka's connections, a lane per partition.
 *
 * What comes through the {@link createFront front} goes into its partition's {@link Lane}, and from there with the leader's
 * next request, see {@link createDispatcher}.
 */
export function createProducer(client: KafkaClient, topics: TopicCache, settings: ProducerSettings): Producer {
  const ids = createProducerIds(client, settings.idempotence)
  const dispatcher = createDispatcher(client, topics, ids, settings)
  const sender = {
    get ready() {
      return ids.peek() !== undefined
    },
    prepare: ids.load,
    push: dispatcher.push,
    isStuck: dispatcher.isStuck,
    async close() {
      dispatcher.stop()
      await client.close()
    },
  }
  return createFront(topics, sender, settings, client.settings.retryBackoffMs)
}
