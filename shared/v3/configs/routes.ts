import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'
import type { OwnerConfigs } from './owner-configs.ts'

const json = { produces: [JSON_TYPE], action: 'configs' } as const
const cluster = '/v3/clusters/:cluster'

/** Configs of topics, of brokers, and of all brokers at once: contract C.4, C.11. */
export const configRoutes: readonly Route[] = [
  ...ownerRoutes(
    `${cluster}/topics/:topic/configs`,
    'api.v3.topic-configs',
    'a topic',
    () => import('./topic-configs.ts'),
  ),
  route(
    'GET',
    `${cluster}/topics/-/configs`,
    'api.v3.topic-configs.list-all',
    'List the configs of all topics whose configs the caller may see',
    {
      ...json,
      action: 'metadata',
      load: async () => (await import('./all-configs.ts')).ofTopics,
    },
  ),
  route(
    'POST',
    `${cluster}/topics/-/configs:alter`,
    'api.v3.topic-configs.alter-multi',
    'Change configs of several topics',
    {
      ...json,
      consumes: [JSON_TYPE],
      status: 204,
      load: async () => (await import('./alter-topics.ts')).handle,
    },
  ),
  route(
    'GET',
    `${cluster}/topics/:topic/default-configs`,
    'api.v3.topic-configs.list-default',
    'List the configs that a new topic would have',
    {
      ...json,
      load: async () => (await import('./default-configs.ts')).list,
    },
  ),
  ...ownerRoutes(
    `${cluster}/brokers/:broker/configs`,
    'api.v3.broker-configs',
    'a broker',
    () => import('./broker-configs.ts'),
  ),
  route('GET', `${cluster}/brokers/-/configs`, 'api.v3.brokers-configs.list', 'List the configs of all brokers', {
    ...json,
    load: async () => (await import('./all-configs.ts')).ofBrokers,
  }),
  ...ownerRoutes(
    `${cluster}/broker-configs`,
    'api.v3.cluster-configs',
    'all brokers at once',
    () => import('./cluster-configs.ts'),
  ),
]

/** The five operations that every kind of owner has. */
function ownerRoutes(path: string, name: string, whose: string, load: () => Promise<OwnerConfigs>): Route[] {
  const write = { ...json, consumes: [JSON_TYPE], status: 204 }
  return [
    route('GET', path, `${name}.list`, `List the configs of ${whose}`, {
      ...json,
      load: async () => (await load()).list,
    }),
    route('GET', `${path}/:name`, `${name}.get`, `Describe a config of ${whose}`, {
      ...json,
      load: async () => (await load()).get,
    }),
    route('PUT', `${path}/:name`, `${name}.update`, `Set a config of ${whose}`, {
      ...write,
      load: async () => (await load()).update,
    }),
    route('DELETE', `${path}/:name`, `${name}.delete`, `Put a config of ${whose} back to its default`, {
      ...write,
      consumes: [],
      load: async () => (await load()).reset,
    }),
    route('POST', `${path}:alter`, `${name}.alter`, `Change several configs of ${whose}`, {
      ...write,
      load: async () => (await load()).alter,
    }),
  ]
}
