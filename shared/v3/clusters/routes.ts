import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const read = { produces: [JSON_TYPE], action: 'metadata' } as const

/** The cluster and its brokers: contract C.2, C.3. */
export const clusterRoutes: readonly Route[] = [
  route('GET', '/v3/clusters', 'api.v3.clusters.list', 'List the cluster', {
    ...read,
    load: async () => (await import('./clusters.ts')).list,
  }),
  route('GET', '/v3/clusters/:cluster', 'api.v3.clusters.get', 'Describe the cluster', {
    ...read,
    load: async () => (await import('./clusters.ts')).get,
  }),
  route('GET', '/v3/clusters/:cluster/brokers', 'api.v3.brokers.list', 'List the brokers', {
    ...read,
    load: async () => (await import('./brokers.ts')).list,
  }),
  route('GET', '/v3/clusters/:cluster/brokers/:broker', 'api.v3.brokers.get', 'Describe a broker', {
    ...read,
    load: async () => (await import('./brokers.ts')).get,
  }),
]
