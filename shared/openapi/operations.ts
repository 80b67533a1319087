import type { Operations } from './operation.ts'
import { consumerOperations } from './operations/consumers.ts'
import { operatingOperations } from './operations/operating.ts'
import { registryOperations } from './operations/registry.ts'
import { v2Operations } from './operations/v2.ts'
import { aclOperations } from './operations/v3/acls.ts'
import { clusterOperations } from './operations/v3/clusters.ts'
import { configOperations } from './operations/v3/configs.ts'
import { groupOperations } from './operations/v3/groups.ts'
import { partitionOperations } from './operations/v3/partitions.ts'
import { recordOperations } from './operations/v3/records.ts'
import { topicOperations } from './operations/v3/topics.ts'

/** What is said of operations, by name; those that are not named have a path and nothing else. */
export const operations: Operations = {
  ...v2Operations,
  ...consumerOperations,
  ...clusterOperations,
  ...topicOperations,
  ...configOperations,
  ...partitionOperations,
  ...aclOperations,
  ...groupOperations,
  ...recordOperations,
  ...registryOperations,
  ...operatingOperations,
}
