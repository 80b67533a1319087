import type { Action } from './auth/actions.ts'
import { EMBEDDED_TYPES, JSON_TYPE, V1, V2 } from './http/media-types.ts'
import type { Handler, Method, Route } from './http/route.ts'

const META = [V2, V1]
/** Any v1 or v2 type: what a GET may carry as Content-Type without being refused (contract A.4). */
const ANY_VENDOR = [...META, ...EMBEDDED_TYPES]

/** What v1 and v2 routes that only read have in common. */
const read = { consumes: ANY_VENDOR, produces: META, action: 'metadata' } as const
const INSTANCE = '/consumers/:group/instances/:instance'
const consumer = { consumes: ANY_VENDOR, produces: META, action: 'consume' } as const
/** A type without a format, or a wildcard, is answered in the instance's own format. */
const RECORDS = [V2, V1, ...EMBEDDED_TYPES, JSON_TYPE]
const json = { produces: [JSON_TYPE] } as const

/**
 * Every operation of the API. The application, the policy, the OpenAPI document and the list in the docs are made from
 * this table or checked against it.
 */
export const routes: readonly Route[] = [
  route('GET', '/', 'api.v2.root.get', 'Say that the proxy is there', {
    ...read,
    action: 'public',
    load: async () => (await import('./v2/root.ts')).handle,
  }),
  route('POST', '/', 'api.v2.root.post', 'Say that the proxy is there', {
    ...read,
    action: 'public',
    load: async () => (await import('./v2/root.ts')).handle,
  }),
  route('GET', '/brokers', 'api.v2.brokers.list', 'List the brokers’ ids', {
    ...read,
    consumes: [],
    load: async () => (await import('./v2/brokers.ts')).handle,
  }),
  route('GET', '/topics', 'api.v2.topics.list', 'List topic names', {
    ...read,
    load: async () => (await import('./v2/topics.ts')).list,
  }),
  route('GET', '/topics/:topic', 'api.v2.topics.get', 'Describe a topic', {
    ...read,
    load: async () => (await import('./v2/topics.ts')).get,
  }),
  route('POST', '/topics/:topic', 'api.v2.produce-to-topic', 'Produce records to a topic', {
    action: 'produce',
    consumes: EMBEDDED_TYPES,
    produces: META,
    load: async () => (await import('./v2/produce.ts')).handle,
  }),
  route('GET', '/topics/:topic/partitions', 'api.v2.partitions.list', 'List a topic’s partitions', {
    ...read,
    load: async () => (await import('./v2/partitions.ts')).list,
  }),
  route('GET', '/topics/:topic/partitions/:partition', 'api.v2.partitions.get', 'Describe a partition', {
    ...read,
    load: async () => (await import('./v2/partitions.ts')).get,
  }),
  route(
    'POST',
    '/topics/:topic/partitions/:partition',
    'api.v2.produce-to-partition',
    'Produce records to a partition',
    {
      action: 'produce',
      consumes: EMBEDDED_TYPES,
      produces: META,
      load: async () => (await import('./v2/produce.ts')).handle,
    },
  ),
  route(
    'GET',
    '/topics/:topic/partitions/:partition/offsets',
    'api.v2.partitions.get-offsets',
    'Say where a partition begins and ends',
    {
      ...read,
      load: async () => (await import('./v2/partitions.ts')).offsets,
    },
  ),

  route(
    'GET',
    '/topics/:topic/partitions/:partition/records',
    'partition-records',
    'Read a partition from an offset, without a group',
    {
      action: 'consume',
      consumes: ANY_VENDOR,
      produces: [...EMBEDDED_TYPES],
      load: async () => (await import('./v2/partition-records.ts')).records,
    },
  ),
  route(
    'GET',
    '/topics/:topic/partitions/:partition/messages',
    'api.v1.simple-consumer',
    'Read messages at an offset (v1)',
    {
      action: 'consume',
      consumes: ANY_VENDOR,
      produces: [...EMBEDDED_TYPES],
      load: async () => (await import('./v2/partition-records.ts')).messages,
    },
  ),

  route('POST', '/consumers/:group', 'api.v2.consumers.create', 'Create a consumer instance', {
    ...consumer,
    load: async () => (await import('./v2/consumers.ts')).create,
  }),
  route('DELETE', INSTANCE, 'api.v2.consumers.delete', 'Delete a consumer instance', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/consumers.ts')).remove,
  }),
  route('POST', `${INSTANCE}/subscription`, 'api.v2.consumers.subscribe', 'Subscribe to topics or a pattern', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/subscription.ts')).post,
  }),
  route('GET', `${INSTANCE}/subscription`, 'api.v2.consumers.get-subscription', 'Say what is subscribed to', {
    ...consumer,
    load: async () => (await import('./v2/subscription.ts')).get,
  }),
  route('DELETE', `${INSTANCE}/subscription`, 'api.v2.consumers.unsubscribe', 'Unsubscribe', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/subscription.ts')).remove,
  }),
  route('POST', `${INSTANCE}/assignments`, 'api.v2.consumers.assign', 'Assign partitions by hand', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/assignments.ts')).post,
  }),
  route('GET', `${INSTANCE}/assignments`, 'api.v2.consumers.get-assignments', 'Say which partitions are assigned', {
    ...consumer,
    load: async () => (await import('./v2/assignments.ts')).get,
  }),
  route('POST', `${INSTANCE}/positions`, 'api.v2.consumers.seek-to-offset', 'Go to offsets or times', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/positions.ts')).post,
  }),
  route('POST', `${INSTANCE}/positions/beginning`, 'api.v2.consumers.seek-to-beginning', 'Go to the beginning', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/positions.ts')).beginning,
  }),
  route('POST', `${INSTANCE}/positions/end`, 'api.v2.consumers.seek-to-end', 'Go to the end', {
    ...consumer,
    status: 204,
    load: async () => (await import('./v2/positions.ts')).end,
  }),
  route('GET', `${INSTANCE}/records`, 'api.v2.consumers.consume', 'Read the next records', {
    ...consumer,
    produces: RECORDS,
    load: async () => (await import('./v2/records.ts')).get,
  }),
  route('GET', `${INSTANCE}/topics/:topic`, 'api.v1.consumers.consume', 'Read the next records of one topic (v1)', {
    ...consumer,
    produces: RECORDS,
    load: async () => (await import('./v1/read-topic.ts')).handle,
  }),
  route('POST', `${INSTANCE}/offsets`, 'api.v2.consumers.commit-offsets', 'Commit offsets', {
    ...consumer,
    load: async () => (await import('./v2/offsets.ts')).post,
  }),
  route('GET', `${INSTANCE}/offsets`, 'api.v2.consumers.get-committed-offsets', 'Say what the group has committed', {
    ...consumer,
    load: async () => (await import('./v2/offsets.ts')).get,
  }),

  route('GET', '/v3/clusters', 'api.v3.clusters.list', 'List the cluster', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./v3/cluster.ts')).list,
  }),
  route('GET', '/v3/clusters/:cluster', 'api.v3.clusters.get', 'Describe the cluster', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./v3/cluster.ts')).get,
  }),
  route('GET', '/v3/clusters/:cluster/topics', 'api.v3.topics.list', 'List topics', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./v3/topics.ts')).list,
  }),
  route('POST', '/v3/clusters/:cluster/topics', 'api.v3.topics.create', 'Create a topic', {
    ...json,
    action: 'topic:create',
    consumes: [JSON_TYPE],
    status: 201,
    load: async () => (await import('./v3/topics.ts')).create,
  }),
  route('GET', '/v3/clusters/:cluster/topics/:topic', 'api.v3.topics.get', 'Describe a topic', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./v3/topics.ts')).get,
  }),
  route('DELETE', '/v3/clusters/:cluster/topics/:topic', 'api.v3.topics.delete', 'Delete a topic', {
    ...json,
    action: 'topic:delete',
    status: 204,
    load: async () => (await import('./v3/topics.ts')).remove,
  }),

  route('GET', '/health/live', 'health.live', 'Say that the process serves requests', {
    ...json,
    action: 'public',
    load: async () => (await import('./telemetry/health.ts')).live,
  }),
  route('GET', '/health/ready', 'health.ready', 'Say whether Kafka and what else is configured can be reached', {
    ...json,
    action: 'public',
    load: async () => (await import('./telemetry/health.ts')).ready,
  }),
  route('GET', '/metrics', 'metrics', 'Metrics in Prometheus’ text format', {
    action: 'public',
    produces: ['text/plain'],
    load: async () => (await import('./telemetry/metrics-page.ts')).handle,
  }),
  route('GET', '/openapi.json', 'openapi', 'This API as an OpenAPI 3.1 document', {
    ...json,
    action: 'public',
    load: async () => (await import('./openapi/handler.ts')).handle,
  }),
]

function route(
  method: Method,
  path: string,
  name: string,
  summary: string,
  rest: {
    action: Action
    produces: readonly string[]
    load: () => Promise<Handler>
    consumes?: readonly string[]
    status?: number
  },
): Route {
  return { consumes: [], status: 200, onTopic: path.includes('/:topic'), ...rest, method, path, name, summary }
}
