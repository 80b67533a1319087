import {
  ConfigResourceTypes,
  describeConfigsV1,
  describeConfigsV2,
  describeConfigsV3,
  describeConfigsV4,
} from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'

const VERSIONS = [describeConfigsV4.api, describeConfigsV3.api, describeConfigsV2.api, describeConfigsV1.api]

/**
 * Every config of a topic, defaults included; sensitive values are null (KIP-133).
 *
 * @throws KafkaError
 */
export async function topicConfigs(
  client: KafkaClient,
  topic: string,
  deadline: number,
): Promise<ReadonlyMap<string, string | null>> {
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: null }
  const answer = await client.callAny(VERSIONS, [[resource], false, false], deadline)
  const result = answer.results[0]
  if (result?.errorCode !== 0) throw new KafkaError(result?.errorCode ?? -1, result?.errorMessage)
  return new Map(result.configs.map(({ name, value, isSensitive }) => [name, isSensitive ? null : (value ?? null)]))
}
