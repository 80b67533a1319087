import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import type { Acl } from '../../kafka/admin/acl.ts'
import { createAcls } from '../../kafka/admin/create-acls.ts'
import { deleteAcls } from '../../kafka/admin/delete-acls.ts'
import { describeAcls } from '../../kafka/admin/describe-acls.ts'
import { KafkaError } from '../../kafka/error.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection } from '../resource.ts'
import { aclBodies, aclsPath } from './acl-body.ts'
import { deletionFilter, searchFilter } from './acl-filter.ts'
import { parseNewAcl, parseNewAcls } from './new-acls.ts'

/** `GET /v3/clusters/{cluster}/acls`: contract C.7. */
export async function search(call: Call, { kafka }: Context): Promise<Answer> {
  const filter = searchFilter(call)
  const { clusterId } = await askedCluster(call, kafka)
  const acls = await describeAcls(kafka, filter, call.deadline)
  return jsonAnswer(
    call,
    collection(call, 'KafkaAclList', aclsPath(clusterId, filter), aclBodies(call, clusterId, acls)),
  )
}

/** `POST /v3/clusters/{cluster}/acls`: contract C.7. The `Location` is a search that finds what was created. */
export async function create(call: Call, { kafka }: Context): Promise<Answer> {
  const acl = parseNewAcl(await call.body())
  const { clusterId } = await askedCluster(call, kafka)
  const [refusal] = await createAcls(kafka, [acl], call.deadline)
  if (refusal) throw refusal
  return { status: 201, headers: { Location: call.link(aclsPath(clusterId, acl)) }, body: null }
}

/** `POST /v3/clusters/{cluster}/acls:batch`: contract C.7. Kafka creates or refuses each by itself. */
export async function createBatch(call: Call, { kafka }: Context): Promise<Answer> {
  const acls = parseNewAcls(await call.body())
  await askedCluster(call, kafka)
  throwFirst(await createAcls(kafka, acls, call.deadline), acls)
  return { status: 204, headers: {}, body: null }
}

/** `DELETE /v3/clusters/{cluster}/acls`: contract C.7. */
export async function remove(call: Call, { kafka }: Context): Promise<Answer> {
  const filter = deletionFilter(call)
  const { clusterId } = await askedCluster(call, kafka)
  const deleted = await deleteAcls(kafka, filter, call.deadline)
  return jsonAnswer(call, { data: aclBodies(call, clusterId, deleted) })
}

/** @throws KafkaError  the first refusal, with what became of the others */
function throwFirst(refusals: readonly (KafkaError | undefined)[], acls: readonly Acl[]): void {
  const index = refusals.findIndex((refusal) => refusal !== undefined)
  const first = refusals[index]
  if (!first) return
  const created = acls.length - refusals.filter((refusal) => refusal !== undefined).length
  throw new KafkaError(first.code, `data[${index}]: ${first.message} Of ${acls.length} ACLs ${created} were created.`)
}
