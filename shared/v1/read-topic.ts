import { changeInstance, findInstance } from '../consume/change.ts'
import { excludeOthers } from '../consume/subscription.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { AlreadySubscribed } from '../http/errors/consumer.ts'
import { TopicNotFound } from '../http/errors/kafka.ts'
import { consumerRef } from '../v2/consumer-ref.ts'
import { get } from '../v2/records.ts'

/**
 * `GET /consumers/{group}/instances/{instance}/topics/{topic}`: reads one topic, and subscribes to it with the first read
 * (contract G). Served for v2 instances as well: scripts in circulation read that way.
 */
export async function handle(call: Call, context: Context): Promise<Answer> {
  const topic = call.param('topic')
  const services = await context.consume()
  const ref = consumerRef(call)
  const { subscription } = await findInstance(services, ref, call.deadline)
  if (subscription.kind !== 'topics' || !subscription.topics.includes(topic)) {
    await changeInstance(
      services,
      ref,
      async (instance) => {
        excludeOthers(instance, 'topics')
        if (instance.subscription.kind === 'topics') {
          if (!instance.subscription.topics.includes(topic)) throw new AlreadySubscribed(instance.subscription.topics)
          return instance
        }
        const exists = await services.topics.partitionCounts([topic], call.deadline)
        if (!exists.has(topic)) throw new TopicNotFound()
        return { ...instance, subscription: { kind: 'topics', topics: [topic] } }
      },
      call.deadline,
    )
  }
  return get(call, context)
}
