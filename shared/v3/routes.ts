import type { Route } from '../http/route.ts'
import { aclRoutes } from './acls/routes.ts'
import { clusterRoutes } from './clusters/routes.ts'
import { configRoutes } from './configs/routes.ts'
import { groupRoutes } from './groups/routes.ts'
import { partitionRoutes } from './partitions/routes.ts'
import { recordRoutes } from './records/routes.ts'
import { topicRoutes } from './topics/routes.ts'

/** Version 3: contract C. */
export const v3Routes: readonly Route[] = [
  ...clusterRoutes,
  ...topicRoutes,
  ...configRoutes,
  ...partitionRoutes,
  ...aclRoutes,
  ...groupRoutes,
  ...recordRoutes,
]
