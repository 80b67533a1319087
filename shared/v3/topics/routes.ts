import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const json = { produces: [JSON_TYPE] } as const

/** Topics: contract C.5. */
export const topicRoutes: readonly Route[] = [
  route('GET', '/v3/clusters/:cluster/topics', 'api.v3.topics.list', 'List topics', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./topics.ts')).list,
  }),
  route('POST', '/v3/clusters/:cluster/topics', 'api.v3.topics.create', 'Create a topic', {
    ...json,
    action: 'topic:create',
    consumes: [JSON_TYPE],
    status: 201,
    load: async () => (await import('./topics.ts')).create,
  }),
  route('GET', '/v3/clusters/:cluster/topics/:topic', 'api.v3.topics.get', 'Describe a topic', {
    ...json,
    action: 'metadata',
    load: async () => (await import('./topics.ts')).get,
  }),
  route('PATCH', '/v3/clusters/:cluster/topics/:topic', 'api.v3.topics.partitions', 'Give a topic more partitions', {
    ...json,
    action: 'topic:alter',
    consumes: [JSON_TYPE],
    load: async () => (await import('./topics.ts')).update,
  }),
  route('DELETE', '/v3/clusters/:cluster/topics/:topic', 'api.v3.topics.delete', 'Delete a topic', {
    ...json,
    action: 'topic:delete',
    status: 204,
    load: async () => (await import('./topics.ts')).remove,
  }),
]
