import { AclOperations, AclPermissionTypes, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka'
import { administer } from '../../support/kafka.ts'

export interface Permission {
  /** `host:port` of a listener without credentials. */
  readonly kafka: string
  /** `User:name`. */
  readonly principal: string
  /** A topic, or all that begin so when it ends in `*`. */
  readonly topic?: string
  /** A group, likewise. */
  readonly group?: string
  readonly operation: keyof typeof AclOperations
}

/** Adds an ACL; resolves when the broker knows of it. */
export async function allow({ kafka, principal, topic, group, operation }: Permission): Promise<void> {
  const name = topic ?? group ?? ''
  const acl = {
    resourceType: topic === undefined ? ResourceTypes.GROUP : ResourceTypes.TOPIC,
    resourceName: name.replace(/\*$/, ''),
    resourcePatternType: name.endsWith('*') ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal,
    host: '*',
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }
  await administer(async (admin) => {
    await admin.createAcls({ creations: [acl] })
    while ((await admin.describeAcls({ filter: acl })).length === 0);
  }, kafka)
}
