import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createAclsV3 } from '@platformatic/kafka'
import type { Acl, AclFilter } from '../../../shared/kafka/admin/acl.ts'
import { createAcls } from '../../../shared/kafka/admin/create-acls.ts'
import { deleteAcls } from '../../../shared/kafka/admin/delete-acls.ts'
import { describeAcls } from '../../../shared/kafka/admin/describe-acls.ts'
import { asOldAsPossible, openClient, soon, uniqueGroup } from '../groups/open.ts'

function newAcl(parts: Partial<Acl> = {}): Acl {
  return {
    resourceType: 'GROUP',
    resourceName: uniqueGroup(),
    patternType: 'LITERAL',
    principal: `User:${uniqueGroup('user')}`,
    host: '*',
    operation: 'READ',
    permission: 'ALLOW',
    ...parts,
  }
}

function ofPrincipal(principal: string): AclFilter {
  return {
    resourceType: 'ANY',
    resourceName: null,
    patternType: 'ANY',
    principal,
    host: null,
    operation: 'ANY',
    permission: 'ANY',
  }
}

/** What is found of a principal once it is as many: a broker may hear of a change a moment later. */
async function found(client: Parameters<typeof describeAcls>[0], principal: string, count: number): Promise<Acl[]> {
  const deadline = soon()
  for (;;) {
    const acls = await describeAcls(client, ofPrincipal(principal), soon())
    if (acls.length === count || Date.now() > deadline) return acls
  }
}

test('an ACL is created, found and deleted as it was given, by the oldest versions too', async (t) => {
  for (const client of [openClient(t), asOldAsPossible(openClient(t))]) {
    const acl = newAcl({ patternType: 'PREFIXED', host: '127.0.0.1', permission: 'DENY' })
    deepEqual(await createAcls(client, [acl], soon()), [undefined])
    deepEqual(await found(client, acl.principal, 1), [acl])
    deepEqual(await deleteAcls(client, acl, soon()), [acl])
    deepEqual(await found(client, acl.principal, 0), [])
    deepEqual(await deleteAcls(client, acl, soon()), [])
  }
})

test('more than a controller takes at once are created, and each refusal is in its place', async (t) => {
  const client = openClient(t)
  const { principal } = newAcl()
  const acls = Array.from({ length: 1203 }, (_, index) =>
    newAcl({ principal, resourceName: index === 700 || index === 1200 ? '' : `g-${index}` }),
  )
  const refusals = await createAcls(client, acls, soon())
  equal(refusals.length, acls.length)
  deepEqual(
    [...refusals.entries()].filter(([, refusal]) => refusal).map(([index, refusal]) => [index, refusal?.id]),
    [
      [700, 'INVALID_REQUEST'],
      [1200, 'INVALID_REQUEST'],
    ],
  )
  equal((await found(client, principal, 1201)).length, 1201)
  equal((await deleteAcls(client, ofPrincipal(principal), soon())).length, 1201)
})

test('what this proxy has no name for is UNKNOWN', async (t) => {
  const client = openClient(t)
  const acl = newAcl()
  // TWO_PHASE_COMMIT has no name in Confluent's contract.
  const wire = {
    resourceType: 5,
    resourceName: acl.resourceName,
    resourcePatternType: 3,
    principal: acl.principal,
    host: '*',
    operation: 15,
    permissionType: 3,
  } as const
  const { results } = await client.callAny([createAclsV3.api], [[wire]], soon())
  ok(results.every(({ errorCode }) => errorCode === 0))
  deepEqual(await found(client, acl.principal, 1), [{ ...acl, resourceType: 'TRANSACTIONAL_ID', operation: 'UNKNOWN' }])
  await deleteAcls(client, ofPrincipal(acl.principal), soon())
})
