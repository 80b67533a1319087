import { findInstance } from '../consume/change.ts'
import { subscribe } from '../consume/subscribe.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { AlreadySubscribed, IllegalState, TopicNotFound } from '../http/errors.ts'
import { consumerRef } from '../v2/consumer-ref.ts'
import { readRecords } from '../v2/records.ts'

/**
 * `GET /consumers/{group}/instances/{instance}/topics/{topic}`: reads one topic, and subscribes to it with the first read
 * (contract G). Served for v2 instances as well: scripts in circulation read that way.
 */
export async function handle(call: Call, context: Context): Promise<Answer> {
  const topic = call.param('topic')
  const services = await context.consume()
  const { subscription } = await findInstance(services, consumerRef(call), call.deadline)
  if (subscription.kind === 'none') {
    const exists = await services.topics.partitionCounts([topic], call.deadline)
    if (!exists.has(topic)) throw new TopicNotFound()
    await subscribe(services, consumerRef(call), { kind: 'topics', topics: [topic] }, call.deadline)
  } else if (subscription.kind !== 'topics') {
    throw new IllegalState('Subscription to topics, partitions and pattern are mutually exclusive')
  } else if (!subscription.topics.includes(topic)) throw new AlreadySubscribed(subscription.topics)
  return readRecords(call, context, services)
}
