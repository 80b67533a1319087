import { type Route, route } from '../http/route.ts'
import { REGISTRY_TYPES } from './media.ts'

const read = { action: 'registry:read', produces: REGISTRY_TYPES } as const

/** What clients of a schema registry read from it, answered by asking the registry that is configured. */
export const registryRoutes: readonly Route[] = [
  route('GET', '/schemas/types', 'api.registry.schemas.types', 'List the registry’s languages of schemas', {
    ...read,
    load: async () => (await import('./schemas.ts')).types,
  }),
  route('GET', '/schemas/ids/:id', 'api.registry.schemas.get', 'Show a schema by its id', {
    ...read,
    load: async () => (await import('./schemas.ts')).get,
  }),
  route('GET', '/schemas/ids/:id/schema', 'api.registry.schemas.get-text', 'Show a schema’s text alone', {
    ...read,
    load: async () => (await import('./schemas.ts')).text,
  }),
  route('GET', '/schemas/ids/:id/subjects', 'api.registry.schemas.subjects', 'List a schema’s subjects', {
    ...read,
    load: async () => (await import('./schemas.ts')).subjects,
  }),
  route('GET', '/schemas/ids/:id/versions', 'api.registry.schemas.versions', 'List a schema’s subjects and versions', {
    ...read,
    load: async () => (await import('./schemas.ts')).versions,
  }),
  route('GET', '/subjects', 'api.registry.subjects.list', 'List the subjects that the caller may see', {
    ...read,
    load: async () => (await import('./subjects.ts')).list,
  }),
  route('POST', '/subjects/:subject', 'api.registry.subjects.look-up', 'Find a schema in a subject', {
    ...read,
    consumes: [...REGISTRY_TYPES, 'application/octet-stream'],
    load: async () => (await import('./look-up.ts')).handle,
  }),
  route('GET', '/subjects/:subject/versions', 'api.registry.subjects.versions', 'List a subject’s versions', {
    ...read,
    load: async () => (await import('./subjects.ts')).versions,
  }),
  route('GET', '/subjects/:subject/versions/:version', 'api.registry.subjects.get', 'Show a version of a subject', {
    ...read,
    load: async () => (await import('./subjects.ts')).get,
  }),
  route(
    'GET',
    '/subjects/:subject/versions/:version/schema',
    'api.registry.subjects.get-text',
    'Show the text of a version alone',
    {
      ...read,
      load: async () => (await import('./subjects.ts')).text,
    },
  ),
  route(
    'GET',
    '/subjects/:subject/versions/:version/referencedby',
    'api.registry.subjects.referenced-by',
    'List the ids of schemas that refer to a version',
    {
      ...read,
      load: async () => (await import('./subjects.ts')).referencedBy,
    },
  ),
  route('GET', '/config', 'api.registry.config.get', 'Say which changes of schemas are compatible', {
    ...read,
    load: async () => (await import('./settings.ts')).config,
  }),
  route('GET', '/config/:subject', 'api.registry.config.get-subject', 'Say which are for a subject', {
    ...read,
    load: async () => (await import('./settings.ts')).subjectConfig,
  }),
  route('GET', '/mode', 'api.registry.mode.get', 'Say whether the registry takes schemas', {
    ...read,
    load: async () => (await import('./settings.ts')).mode,
  }),
]
