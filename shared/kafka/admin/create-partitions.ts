import { createPartitionsV0, createPartitionsV1, createPartitionsV2, createPartitionsV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'

const VERSIONS = [createPartitionsV3.api, createPartitionsV2.api, createPartitionsV1.api, createPartitionsV0.api]

/**
 * Gives a topic more partitions, placed as the cluster sees fit (KIP-195).
 *
 * @param count  how many it has then
 * @throws KafkaError  the cluster's refusal, with its own message: as many or more already, too many, no such topic
 */
export async function createPartitions(
  client: KafkaClient,
  topic: string,
  count: number,
  deadline: number,
): Promise<void> {
  const wanted = [{ name: topic, count, assignments: null }]
  const answer = await client.callAny(VERSIONS, [wanted, client.settings.requestTimeoutMs, false], deadline)
  const result = answer.results[0]
  if (result?.errorCode !== 0) throw new KafkaError(result?.errorCode ?? -1, result?.errorMessage)
}
