import { EMBEDDED_TYPES } from '../http/media-types.ts'
import { type Route, route } from '../http/route.ts'
import { ANY_VENDOR, META } from './media.ts'

/** What routes that only read have in common. */
const read = { consumes: ANY_VENDOR, produces: META, action: 'metadata' } as const

/** Metadata, produce and reads of partitions: contract B.1 to B.3 and G. */
export const v2Routes: readonly Route[] = [
  route('GET', '/', 'api.v2.root.get', 'Say that the proxy is there', {
    ...read,
    action: 'public',
    load: async () => (await import('./root.ts')).handle,
  }),
  route('POST', '/', 'api.v2.root.post', 'Say that the proxy is there', {
    ...read,
    action: 'public',
    load: async () => (await import('./root.ts')).handle,
  }),
  route('GET', '/brokers', 'api.v2.brokers.list', 'List the brokers’ ids', {
    ...read,
    consumes: [],
    load: async () => (await import('./brokers.ts')).handle,
  }),
  route('GET', '/topics', 'api.v2.topics.list', 'List topic names', {
    ...read,
    load: async () => (await import('./topics.ts')).list,
  }),
  route('GET', '/topics/:topic', 'api.v2.topics.get', 'Describe a topic', {
    ...read,
    load: async () => (await import('./topics.ts')).get,
  }),
  route('POST', '/topics/:topic', 'api.v2.produce-to-topic', 'Produce records to a topic', {
    action: 'produce',
    consumes: EMBEDDED_TYPES,
    produces: META,
    load: async () => (await import('./produce.ts')).handle,
  }),
  route('GET', '/topics/:topic/partitions', 'api.v2.partitions.list', 'List a topic’s partitions', {
    ...read,
    load: async () => (await import('./partitions.ts')).list,
  }),
  route('GET', '/topics/:topic/partitions/:partition', 'api.v2.partitions.get', 'Describe a partition', {
    ...read,
    load: async () => (await import('./partitions.ts')).get,
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
      load: async () => (await import('./produce.ts')).handle,
    },
  ),
  route(
    'GET',
    '/topics/:topic/partitions/:partition/offsets',
    'api.v2.partitions.get-offsets',
    'Say where a partition begins and ends',
    {
      ...read,
      load: async () => (await import('./partitions.ts')).offsets,
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
      load: async () => (await import('./partition-records.ts')).records,
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
      load: async () => (await import('./partition-records.ts')).messages,
    },
  ),
]
