import {
  ConfigSources,
  describeConfigsV1,
  describeConfigsV2,
  describeConfigsV3,
  describeConfigsV4,
} from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type ConfigOwner, callFor, keyOf, resourceOf } from './config-owner.ts'

/** A config as Kafka describes it (KIP-226). A sensitive one's values are null. */
export interface ConfigEntry {
  readonly name: string
  readonly value: string | null
  readonly source: string
  readonly isReadOnly: boolean
  readonly isSensitive: boolean
  /** Where its value comes from, the one that holds first; empty unless they were asked for. */
  readonly synonyms: readonly ConfigSynonym[]
}

export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: string
}

const VERSIONS = [describeConfigsV4.api, describeConfigsV3.api, describeConfigsV2.api, describeConfigsV1.api]

/** Names of Kafka's sources as Java's `ConfigEntry.ConfigSource` has them (contract C.4). */
const SOURCES: Readonly<Record<number, string>> = {
  [ConfigSources.DYNAMIC_TOPIC_CONFIG]: 'DYNAMIC_TOPIC_CONFIG',
  [ConfigSources.DYNAMIC_BROKER_CONFIG]: 'DYNAMIC_BROKER_CONFIG',
  [ConfigSources.DYNAMIC_DEFAULT_BROKER_CONFIG]: 'DYNAMIC_DEFAULT_BROKER_CONFIG',
  [ConfigSources.STATIC_BROKER_CONFIG]: 'STATIC_BROKER_CONFIG',
  [ConfigSources.DEFAULT_CONFIG]: 'DEFAULT_CONFIG',
  [ConfigSources.DYNAMIC_BROKER_LOGGER_CONFIG]: 'DYNAMIC_BROKER_LOGGER_CONFIG',
  [ConfigSources.GROUP_CONFIG]: 'DYNAMIC_GROUP_CONFIG',
}

/**
 * Every config of an owner by name, defaults included; of all brokers together only what has been set.
 *
 * @throws KafkaError
 */
export async function describeConfigs(
  client: KafkaClient,
  owner: ConfigOwner,
  deadline: number,
  synonyms = true,
): Promise<readonly ConfigEntry[]> {
  const described = (await describeConfigsOf(client, [owner], deadline, synonyms)).get(owner)
  if (described === undefined || described instanceof KafkaError) throw described ?? new KafkaError(-1)
  return described
}

/**
 * The same of several owners at once: topics, or a single broker.
 *
 * @returns configs by name, or why Kafka does not tell them
 */
export async function describeConfigsOf<Owner extends ConfigOwner>(
  client: KafkaClient,
  owners: readonly Owner[],
  deadline: number,
  synonyms = true,
): Promise<ReadonlyMap<Owner, readonly ConfigEntry[] | KafkaError>> {
  const resources = owners.map((owner) => ({ ...resourceOf(owner), configurationKeys: null }))
  const answer = await callFor(client, owners[0], VERSIONS, [resources, synonyms, false], deadline)
  const results = new Map(answer.results.map((result) => [keyOf(result), result]))
  const described = new Map<Owner, readonly ConfigEntry[] | KafkaError>()
  for (const owner of owners) {
    const result = results.get(keyOf(resourceOf(owner)))
    if (result?.errorCode !== 0) described.set(owner, new KafkaError(result?.errorCode ?? -1, result?.errorMessage))
    else
      described.set(
        owner,
        result.configs.map(entryOf).sort((one, other) => (one.name < other.name ? -1 : 1)),
      )
  }
  return described
}

/** How a source's number is called; `UNKNOWN` when it is newer than this proxy. */
export function sourceOf(code: number): string {
  return SOURCES[code] ?? 'UNKNOWN'
}

type DescribedConfig = ReturnType<typeof describeConfigsV4.parseResponse>['results'][number]['configs'][number]

function entryOf({ name, value, configSource, readOnly, isSensitive, synonyms }: DescribedConfig): ConfigEntry {
  return {
    name,
    value: isSensitive ? null : (value ?? null),
    source: sourceOf(configSource),
    isReadOnly: readOnly,
    isSensitive,
    synonyms: synonyms.map(({ name, value, source }) => ({
      name,
      value: isSensitive ? null : (value ?? null),
      source: sourceOf(source),
    })),
  }
}
