import { deleteAclsV2, deleteAclsV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type Acl, type AclFilter, fromWireAcl, toWireFilter } from './acl.ts'

const VERSIONS = [deleteAclsV3.api, deleteAclsV2.api]

/**
 * Deletes the ACLs that a filter matches.
 *
 * @returns those that were deleted, in no order; fewer when a first answer was lost and the request was sent again
 * @throws KafkaError  `SECURITY_DISABLED` (no authorizer), `CLUSTER_AUTHORIZATION_FAILED`; or one of them stays, while
 *                     others may be gone
 */
export async function deleteAcls(client: KafkaClient, filter: AclFilter, deadline: number): Promise<Acl[]> {
  const { filterResults } = await client.callAny(VERSIONS, [[toWireFilter(filter)]], deadline)
  const matching = filterResults.flatMap(({ matchingAcls }) => matchingAcls)
  const failed = [...filterResults, ...matching].find(({ errorCode }) => errorCode !== 0)
  if (failed) throw new KafkaError(failed.errorCode, failed.errorMessage)
  return matching.map(fromWireAcl)
}
