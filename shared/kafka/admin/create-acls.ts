import { createAclsV2, createAclsV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type Acl, toWireAcl } from './acl.ts'

const VERSIONS = [createAclsV3.api, createAclsV2.api]

/** A controller refuses 10,000 changes in one request, and takes seconds for some thousands. */
const AT_ONCE = 500

/**
 * Creates ACLs; one that is there already is created once more without effect. Each is created or refused by itself. When this
 * fails some may be there all the same.
 *
 * @returns why each was refused, in order; `undefined` for those that are there now
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function createAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  deadline: number,
): Promise<(KafkaError | undefined)[]> {
  const refusals: (KafkaError | undefined)[] = []
  for (let from = 0; from < acls.length; from += AT_ONCE) {
    const part = acls.slice(from, from + AT_ONCE).map(toWireAcl)
    const { results } = await client.callAny(VERSIONS, [part], deadline)
    for (const { errorCode, errorMessage } of results)
      refusals.push(errorCode === 0 ? undefined : new KafkaError(errorCode, errorMessage))
  }
  return refusals
}
