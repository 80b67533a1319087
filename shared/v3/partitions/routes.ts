import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const read = { produces: [JSON_TYPE], action: 'metadata' } as const
const cluster = '/v3/clusters/:cluster'
const partition = `${cluster}/topics/:topic/partitions/:partition`

/** Partitions, their offsets, replicas and reassignments: contract C.3, C.6. */
export const partitionRoutes: readonly Route[] = [
  route('GET', `${cluster}/topics/:topic/partitions`, 'api.v3.partitions.list', 'List a topic’s partitions', {
    ...read,
    load: async () => (await import('./partitions.ts')).list,
  }),
  route('GET', partition, 'api.v3.partitions.get', 'Describe a partition', {
    ...read,
    load: async () => (await import('./partitions.ts')).get,
  }),
  route('GET', `${partition}/offset`, 'api.v3.partitions.list.offsets', 'Say where a partition begins and ends', {
    ...read,
    load: async () => (await import('./offsets.ts')).get,
  }),
  route('GET', `${partition}/replicas`, 'api.v3.replicas.list', 'List a partition’s replicas', {
    ...read,
    load: async () => (await import('./replicas.ts')).list,
  }),
  route('GET', `${partition}/replicas/:broker`, 'api.v3.replicas.get', 'Describe a replica', {
    ...read,
    load: async () => (await import('./replicas.ts')).get,
  }),
  route(
    'GET',
    `${cluster}/brokers/:broker/partition-replicas`,
    'api.v3.replicas.search-by-broker',
    'List the replicas on a broker',
    {
      ...read,
      load: async () => (await import('./replicas.ts')).ofBroker,
    },
  ),
  route(
    'GET',
    `${cluster}/topics/-/partitions/-/reassignment`,
    'api.v3.partition-reassignments.list',
    'List the reassignments under way',
    {
      ...read,
      load: async () => (await import('./reassignments.ts')).list,
    },
  ),
  route(
    'GET',
    `${cluster}/topics/:topic/partitions/-/reassignment`,
    'api.v3.partition-reassignments.search-by-topic',
    'List a topic’s reassignments under way',
    {
      ...read,
      load: async () => (await import('./reassignments.ts')).ofTopic,
    },
  ),
  route(
    'GET',
    `${partition}/reassignment`,
    'api.v3.partition-reassignments.get',
    'Describe a partition’s reassignment under way',
    {
      ...read,
      load: async () => (await import('./reassignments.ts')).get,
    },
  ),
]
