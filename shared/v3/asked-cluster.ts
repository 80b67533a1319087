import type { Call } from '../http/call.ts'
import { NotFound } from '../http/errors/request.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { type ClusterMetadata, fetchMetadata } from '../kafka/metadata.ts'

/**
 * The cluster that the path names, contract C.1.
 *
 * @param topics      to describe with it; none, or `null` for all
 * @param operations  whether to say what may be done to them (KIP-430)
 * @throws NotFound  the path names another than the one this proxy speaks to
 */
export async function askedCluster(
  call: Call,
  kafka: KafkaClient,
  topics: readonly string[] | null = [],
  operations = false,
): Promise<ClusterMetadata> {
  const asked = call.param('cluster')
  const cluster = await fetchMetadata(kafka, topics, call.deadline, operations)
  if (asked !== cluster.clusterId) throw new NotFound(`Cluster ${asked} cannot be found.`)
  return cluster
}
