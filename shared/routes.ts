import type { Route } from './http/route.ts'
import { registryRoutes } from './registry-proxy/routes.ts'
import { operatingRoutes } from './telemetry/routes.ts'
import { consumerRoutes } from './v2/consumer-routes.ts'
import { v2Routes } from './v2/routes.ts'
import { v3Routes } from './v3/routes.ts'

/**
 * Every operation of the API. The application, the policy, the OpenAPI document and the list in the docs are made from
 * this table or checked against it.
 */
export const routes: readonly Route[] = [
  ...v2Routes,
  ...consumerRoutes,
  ...v3Routes,
  ...registryRoutes,
  ...operatingRoutes,
]
