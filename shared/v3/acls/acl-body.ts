import type { Call } from '../../http/call.ts'
import {
  type Acl,
  type AclFilter,
  OPERATIONS,
  PATTERN_TYPES,
  PERMISSIONS,
  RESOURCE_TYPES,
} from '../../kafka/admin/acl.ts'

/** ACLs as version 3 shows them, sorted by all that is in them (contract C.7). They have no name but their search. */
export function aclBodies(call: Call, clusterId: string, acls: readonly Acl[]): object[] {
  return acls.toSorted(byAll).map((acl) => ({
    kind: 'KafkaAcl',
    metadata: { self: call.link(aclsPath(clusterId, acl)) },
    cluster_id: clusterId,
    ...fields(acl),
  }))
}

/** The search that finds what a filter, or an ACL, is about. */
export function aclsPath(clusterId: string, filter: AclFilter): string {
  const query = Object.entries(fields(filter)).map(([name, value]): [string, string] => [name, value ?? ''])
  return `/v3/clusters/${clusterId}/acls?${new URLSearchParams(query)}`
}

function fields(acl: AclFilter) {
  return {
    resource_type: acl.resourceType,
    resource_name: acl.resourceName,
    pattern_type: acl.patternType,
    principal: acl.principal,
    host: acl.host,
    operation: acl.operation,
    permission: acl.permission,
  }
}

function byAll(a: Acl, b: Acl): number {
  return (
    RESOURCE_TYPES[a.resourceType] - RESOURCE_TYPES[b.resourceType] ||
    byText(a.resourceName, b.resourceName) ||
    PATTERN_TYPES[a.patternType] - PATTERN_TYPES[b.patternType] ||
    byText(a.principal, b.principal) ||
    byText(a.host, b.host) ||
    OPERATIONS[a.operation] - OPERATIONS[b.operation] ||
    PERMISSIONS[a.permission] - PERMISSIONS[b.permission]
  )
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
