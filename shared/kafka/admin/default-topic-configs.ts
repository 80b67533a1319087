import { randomUUID } from 'node:crypto'
import { createTopicsV5, createTopicsV6, createTopicsV7 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type ConfigEntry, sourceOf } from './describe-configs.ts'

const VERSIONS = [createTopicsV7.api, createTopicsV6.api, createTopicsV5.api]
const TOPIC_ALREADY_EXISTS = 36
/** With what follows it a name has 249 characters at most. */
const MAX_PREFIX = 200

/**
 * The configs a topic would have if nobody had given it any, by name, whether it exists or not: what the cluster says when
 * it is asked to create one and not to (KIP-525).
 *
 * @throws KafkaError
 */
export async function defaultTopicConfigs(
  client: KafkaClient,
  topic: string,
  deadline: number,
): Promise<readonly ConfigEntry[]> {
  let created = await pretendToCreate(client, topic, deadline)
  // A name like it: whoever may create topics by prefix may create this one.
  if (created?.errorCode === TOPIC_ALREADY_EXISTS) {
    created = await pretendToCreate(client, `${topic.slice(0, MAX_PREFIX)}-${randomUUID()}`, deadline)
  }
  if (created?.errorCode !== 0) throw new KafkaError(created?.errorCode ?? -1, created?.errorMessage)
  return (created.configs ?? [])
    .map(({ name, value, readOnly, configSource, isSensitive }) => ({
      name,
      value: isSensitive ? null : (value ?? null),
      source: sourceOf(configSource),
      isReadOnly: readOnly,
      isSensitive,
      synonyms: [],
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

async function pretendToCreate(client: KafkaClient, name: string, deadline: number) {
  const topic = { name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] }
  const answer = await client.callAny(VERSIONS, [[topic], client.settings.requestTimeoutMs, true], deadline)
  return answer.topics[0]
}
