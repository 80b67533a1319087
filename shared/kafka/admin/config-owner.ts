import { ConfigResourceTypes } from '@platformatic/kafka'
import { beforeDeadline } from '../before-deadline.ts'
import type { ApiVersions, KafkaClient } from '../client.ts'

/** What has configs of its own: a topic, a broker by its node id, or all brokers together (their dynamic defaults). */
export type ConfigOwner =
  | { readonly type: 'topic'; readonly topic: string }
  | { readonly type: 'broker'; readonly broker: number }
  | { readonly type: 'brokers' }

/** An owner as Kafka's protocol names it (KIP-133, KIP-226). */
export function resourceOf(owner: ConfigOwner) {
  if (owner.type === 'topic') return { resourceType: ConfigResourceTypes.TOPIC, resourceName: owner.topic }
  return { resourceType: ConfigResourceTypes.BROKER, resourceName: owner.type === 'broker' ? String(owner.broker) : '' }
}

/** One text for one owner, from what {@link resourceOf} returns or an answer repeats of it. */
export function keyOf({ resourceType, resourceName }: { resourceType: number; resourceName: string }): string {
  return `${resourceType}:${resourceName}`
}

/** Only a broker itself knows its configs; anyone knows those of topics and of all brokers. */
export function callFor<Args extends unknown[], Answer>(
  client: KafkaClient,
  owner: ConfigOwner | undefined,
  versions: ApiVersions<Args, Answer>,
  args: Args,
  deadline: number,
): Promise<Answer> {
  if (owner?.type === 'broker') return beforeDeadline(client.call(owner.broker, versions, args), deadline)
  return client.callAny(versions, args, deadline)
}
