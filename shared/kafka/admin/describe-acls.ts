import { describeAclsV2, describeAclsV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type Acl, type AclFilter, fromWireAcl, toWireFilter } from './acl.ts'

const VERSIONS = [describeAclsV3.api, describeAclsV2.api]

/**
 * The ACLs that a filter matches, in no order. The broker that is asked may hear of a change a moment after it was made.
 *
 * @throws KafkaError  `SECURITY_DISABLED` (no authorizer), `CLUSTER_AUTHORIZATION_FAILED`
 */
export async function describeAcls(client: KafkaClient, filter: AclFilter, deadline: number): Promise<Acl[]> {
  const answer = await client.callAny(VERSIONS, [toWireFilter(filter)], deadline)
  if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode, answer.errorMessage)
  return answer.resources.flatMap(({ acls, ...target }) => acls.map((acl) => fromWireAcl({ ...target, ...acl })))
}
