import { deleteTopicsV6 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'

const VERSIONS = [deleteTopicsV6.api]

/** Deletes a topic with all its records. @throws KafkaError */
export async function deleteTopic(client: KafkaClient, name: string, deadline: number): Promise<void> {
  const answer = await client.callAny(VERSIONS, [[{ name }], client.settings.requestTimeoutMs], deadline)
  const deleted = answer.responses[0]
  if (deleted?.errorCode !== 0) throw new KafkaError(deleted?.errorCode ?? -1, deleted?.errorMessage)
}
