import { createAclsV2, createAclsV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client.ts'
import { KafkaError } from '../error.ts'
import { type Acl, toWireAcl } from './acl.ts'

const VERSIONS = [createAclsV3.api, createAclsV2.api]

/**
 * Creates ACLs; one that is there already is created once more without effect. Each is created or refused by itself.
 *
 * @returns why each was refused, in order; `undefined` for those that are there now
 * @throws KafkaUnreachable, KafkaLoginRefused
 */
export async function createAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  deadline: number,
): Promise<(KafkaError | undefined)[]> {
  const { results } = await client.callAny(VERSIONS, [acls.map(toWireAcl)], deadline)
  return results.map(({ errorCode, errorMessage }) =>
    errorCode === 0 ? undefined : new KafkaError(errorCode, errorMessage),
  )
}
