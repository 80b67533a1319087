import { consumerSchemas } from './operations/consumers.ts'
import { registrySchemas } from './operations/registry.ts'
import { v2Schemas } from './operations/v2.ts'
import { aclSchemas } from './operations/v3/acls.ts'
import { clusterSchemas } from './operations/v3/clusters.ts'
import { configSchemas } from './operations/v3/configs.ts'
import { groupSchemas } from './operations/v3/groups.ts'
import { partitionSchemas } from './operations/v3/partitions.ts'
import { recordSchemas } from './operations/v3/records.ts'
import { topicSchemas } from './operations/v3/topics.ts'

/** Shapes of requests and answers, by name, as JSON Schema 2020-12 (contract B and C). */
export const schemas: Readonly<Record<string, object>> = {
  ...v2Schemas,
  ...consumerSchemas,
  ...clusterSchemas,
  ...topicSchemas,
  ...configSchemas,
  ...partitionSchemas,
  ...aclSchemas,
  ...groupSchemas,
  ...recordSchemas,
  ...registrySchemas,
}
