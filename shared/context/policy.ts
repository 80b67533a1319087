import { createPolicy, type Policy } from '../auth/policy.ts'
import type { Settings } from '../config/load.ts'
import { configuredRules } from '../config/policy.ts'
import type { KafkaClient } from '../kafka/client.ts'
import { fetchMetadata } from '../kafka/metadata.ts'

/** The policy of the settings, for the cluster that the client speaks to. */
export function createConfiguredPolicy(settings: Settings, kafka: KafkaClient): Policy {
  return createPolicy({
    rules: configuredRules(settings),
    clusterId: async (deadline) => (await fetchMetadata(kafka, [], deadline)).clusterId,
  })
}
