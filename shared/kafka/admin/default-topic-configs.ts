import { createTopicsV5, createTopicsV6, createTopicsV7 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type ConfigEntry, describeConfigs, sourceOf } from './describe-configs.ts'

const VERSIONS = [createTopicsV7.api, createTopicsV6.api, createTopicsV5.api]
const TOPIC_ALREADY_EXISTS = 36
/** The only source that belongs to a topic rather than to the cluster. */
const OWN = 'DYNAMIC_TOPIC_CONFIG'

/**
 * The configs a topic would have if nobody had given it any, by name, whether it exists or not.
 *
 * Of a topic that does not, the cluster says it when asked to create it and not to (KIP-525); of one that exists, what its
 * configs fall back to.
 *
 * @throws KafkaError
 */
export async function defaultTopicConfigs(
  client: KafkaClient,
  topic: string,
  deadline: number,
): Promise<readonly ConfigEntry[]> {
  const counts = { numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] }
  const answer = await client.callAny(
    VERSIONS,
    [[{ name: topic, ...counts }], client.settings.requestTimeoutMs, true],
    deadline,
  )
  const created = answer.topics[0]
  if (created?.errorCode === TOPIC_ALREADY_EXISTS) {
    return (await describeConfigs(client, { type: 'topic', topic }, deadline)).map(withoutOwn)
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

function withoutOwn(config: ConfigEntry): ConfigEntry {
  const synonyms = config.synonyms.filter(({ source }) => source !== OWN)
  const [fallback] = synonyms
  if (config.source !== OWN) return config
  return { ...config, value: fallback?.value ?? null, source: fallback?.source ?? 'DEFAULT_CONFIG', synonyms }
}
