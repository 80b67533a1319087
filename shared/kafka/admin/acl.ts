import type { Acl as WireAcl, AclFilter as WireFilter } from '@platformatic/kafka'

/** Kafka's numbers of what ACLs speak of (KIP-140, KIP-290). */
export const RESOURCE_TYPES = {
  UNKNOWN: 0,
  ANY: 1,
  TOPIC: 2,
  GROUP: 3,
  CLUSTER: 4,
  TRANSACTIONAL_ID: 5,
  DELEGATION_TOKEN: 6,
} as const
export const PATTERN_TYPES = { UNKNOWN: 0, ANY: 1, MATCH: 2, LITERAL: 3, PREFIXED: 4 } as const
export const OPERATIONS = {
  UNKNOWN: 0,
  ANY: 1,
  ALL: 2,
  READ: 3,
  WRITE: 4,
  CREATE: 5,
  DELETE: 6,
  ALTER: 7,
  DESCRIBE: 8,
  CLUSTER_ACTION: 9,
  DESCRIBE_CONFIGS: 10,
  ALTER_CONFIGS: 11,
  IDEMPOTENT_WRITE: 12,
} as const
export const PERMISSIONS = { UNKNOWN: 0, ANY: 1, DENY: 2, ALLOW: 3 } as const

/** Who may or may not do what to which resources. */
export interface Acl {
  readonly resourceType: keyof typeof RESOURCE_TYPES
  readonly resourceName: string
  readonly patternType: keyof typeof PATTERN_TYPES
  /** For example `User:alice`. */
  readonly principal: string
  /** An address, or `*`. */
  readonly host: string
  readonly operation: keyof typeof OPERATIONS
  readonly permission: keyof typeof PERMISSIONS
}

/** Which ACLs are meant; a text that is null matches any. */
export type AclFilter = Omit<Acl, 'resourceName' | 'principal' | 'host'> & {
  readonly [Text in 'resourceName' | 'principal' | 'host']: string | null
}

/** Brokers cut the connection over a longer text. */
export const MAX_TEXT_BYTES = 0x7fff

export function toWireAcl(acl: Acl): WireAcl {
  return { ...codesOf(acl), resourceName: acl.resourceName, principal: acl.principal, host: acl.host }
}

export function toWireFilter(filter: AclFilter): WireFilter {
  return { ...codesOf(filter), resourceName: filter.resourceName, principal: filter.principal, host: filter.host }
}

/** What is newer than this list of names is `UNKNOWN` in it. */
export function fromWireAcl(acl: WireAcl): Acl {
  return {
    resourceType: nameOf(RESOURCE_TYPES, acl.resourceType),
    resourceName: acl.resourceName,
    patternType: nameOf(PATTERN_TYPES, acl.resourcePatternType),
    principal: acl.principal,
    host: acl.host,
    operation: nameOf(OPERATIONS, acl.operation),
    permission: nameOf(PERMISSIONS, acl.permissionType),
  }
}

function codesOf(acl: Pick<Acl, 'resourceType' | 'patternType' | 'operation' | 'permission'>) {
  return {
    resourceType: RESOURCE_TYPES[acl.resourceType],
    resourcePatternType: PATTERN_TYPES[acl.patternType],
    operation: OPERATIONS[acl.operation],
    permissionType: PERMISSIONS[acl.permission],
  }
}

function nameOf<Name extends string>(
  codes: Readonly<Record<Name | 'UNKNOWN', number>>,
  code: number,
): Name | 'UNKNOWN' {
  const names = Object.keys(codes) as Name[]
  return names.find((name) => codes[name] === code) ?? 'UNKNOWN'
}
