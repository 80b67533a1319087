import { EMBEDDED_TYPES, JSON_TYPE, V1, V2 } from '../http/media-types.ts'
import { type Route, route } from '../http/route.ts'
import { ANY_VENDOR, META } from './media.ts'

const INSTANCE = '/consumers/:group/instances/:instance'
const consumer = { consumes: ANY_VENDOR, produces: META, action: 'consume' } as const
/** A type without a format, or a wildcard, is answered in the instance's own format. */
const RECORDS = [V2, V1, ...EMBEDDED_TYPES, JSON_TYPE]

/** Consumer instances: contract B.4 to B.10 and G. */
export const consumerRoutes: readonly Route[] = [
  route('POST', '/consumers/:group', 'api.v2.consumers.create', 'Create a consumer instance', {
    ...consumer,
    load: async () => (await import('./consumers.ts')).create,
  }),
  route('DELETE', INSTANCE, 'api.v2.consumers.delete', 'Delete a consumer instance', {
    ...consumer,
    status: 204,
    load: async () => (await import('./consumers.ts')).remove,
  }),
  route('POST', `${INSTANCE}/subscription`, 'api.v2.consumers.subscribe', 'Subscribe to topics or a pattern', {
    ...consumer,
    status: 204,
    load: async () => (await import('./subscription.ts')).post,
  }),
  route('GET', `${INSTANCE}/subscription`, 'api.v2.consumers.get-subscription', 'Say what is subscribed to', {
    ...consumer,
    load: async () => (await import('./subscription.ts')).get,
  }),
  route('DELETE', `${INSTANCE}/subscription`, 'api.v2.consumers.unsubscribe', 'Unsubscribe', {
    ...consumer,
    status: 204,
    load: async () => (await import('./subscription.ts')).remove,
  }),
  route('POST', `${INSTANCE}/assignments`, 'api.v2.consumers.assign', 'Assign partitions by hand', {
    ...consumer,
    status: 204,
    load: async () => (await import('./assignments.ts')).post,
  }),
  route('GET', `${INSTANCE}/assignments`, 'api.v2.consumers.get-assignments', 'Say which partitions are assigned', {
    ...consumer,
    load: async () => (await import('./assignments.ts')).get,
  }),
  route('POST', `${INSTANCE}/positions`, 'api.v2.consumers.seek-to-offset', 'Go to offsets or times', {
    ...consumer,
    status: 204,
    load: async () => (await import('./positions.ts')).post,
  }),
  route('POST', `${INSTANCE}/positions/beginning`, 'api.v2.consumers.seek-to-beginning', 'Go to the beginning', {
    ...consumer,
    status: 204,
    load: async () => (await import('./positions.ts')).beginning,
  }),
  route('POST', `${INSTANCE}/positions/end`, 'api.v2.consumers.seek-to-end', 'Go to the end', {
    ...consumer,
    status: 204,
    load: async () => (await import('./positions.ts')).end,
  }),
  route('GET', `${INSTANCE}/records`, 'api.v2.consumers.consume', 'Read the next records', {
    ...consumer,
    produces: RECORDS,
    load: async () => (await import('./records.ts')).get,
  }),
  route('GET', `${INSTANCE}/topics/:topic`, 'api.v1.consumers.consume', 'Read the next records of one topic (v1)', {
    ...consumer,
    produces: RECORDS,
    load: async () => (await import('../v1/read-topic.ts')).handle,
  }),
  route('POST', `${INSTANCE}/offsets`, 'api.v2.consumers.commit-offsets', 'Commit offsets', {
    ...consumer,
    load: async () => (await import('./offsets.ts')).post,
  }),
  route('GET', `${INSTANCE}/offsets`, 'api.v2.consumers.get-committed-offsets', 'Say what the group has committed', {
    ...consumer,
    load: async () => (await import('./offsets.ts')).get,
  }),
]
