import { JSON_TYPE } from '../../http/media-types.ts'
import { type Route, route } from '../../http/route.ts'

const json = { produces: [JSON_TYPE], action: 'acls' } as const

/** ACLs: contract C.7. */
export const aclRoutes: readonly Route[] = [
  route('GET', '/v3/clusters/:cluster/acls', 'api.v3.acls.list', 'Search ACLs', {
    ...json,
    load: async () => (await import('./acls.ts')).search,
  }),
  route('POST', '/v3/clusters/:cluster/acls', 'api.v3.acls.create', 'Create an ACL', {
    ...json,
    consumes: [JSON_TYPE],
    status: 201,
    load: async () => (await import('./acls.ts')).create,
  }),
  route('POST', '/v3/clusters/:cluster/acls:batch', 'api.v3.acls.batch-create', 'Create several ACLs', {
    ...json,
    consumes: [JSON_TYPE],
    status: 204,
    load: async () => (await import('./acls.ts')).createBatch,
  }),
  route('DELETE', '/v3/clusters/:cluster/acls', 'api.v3.acls.delete', 'Delete ACLs', {
    ...json,
    load: async () => (await import('./acls.ts')).remove,
  }),
]
