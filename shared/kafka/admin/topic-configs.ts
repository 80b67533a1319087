import type { KafkaClient } from '../client.ts'
import { describeConfigs } from './describe-configs.ts'

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
  const entries = await describeConfigs(client, { type: 'topic', topic }, deadline, false)
  return new Map(entries.map(({ name, value }) => [name, value]))
}
