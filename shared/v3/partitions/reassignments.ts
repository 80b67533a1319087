import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import { listReassignments, type Reassignment } from '../../kafka/admin/list-reassignments.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection, related, resource } from '../resource.ts'
import { askedPartition } from './asked-partition.ts'

/** `GET …/topics/-/partitions/-/reassignment`: all that are under way, of topics the caller may see, contract C.6. */
export async function list(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const { clusterId } = await askedCluster(call, kafka)
  const all = await listReassignments(kafka, null, call.deadline)
  const visible = all.filter(({ topic }) => policy.allows(call.identity, 'metadata', topic))
  return answer(call, clusterId, '-', visible)
}

/** `GET …/topics/{topic}/partitions/-/reassignment`; of a topic that there is not, none, contract C.6. */
export async function ofTopic(call: Call, { kafka }: Context): Promise<Answer> {
  const topic = call.param('topic')
  const cluster = await askedCluster(call, kafka, isTopicName(topic) ? [topic] : [])
  const partitions = cluster.topics[0]?.partitions.map(({ partition }) => partition) ?? []
  const found = partitions.length === 0 ? [] : await listReassignments(kafka, [{ topic, partitions }], call.deadline)
  return answer(call, cluster.clusterId, topic, found)
}

/** `GET …/topics/{topic}/partitions/{partition}/reassignment`: contract C.6. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const { clusterId, topic, partition } = await askedPartition(call, kafka)
  const partitions = [partition.partition]
  const [found] = await listReassignments(kafka, [{ topic, partitions }], call.deadline)
  if (!found) throw new NotFound(`Partition ${partition.partition} of topic '${topic}' is not being reassigned.`)
  return jsonAnswer(call, reassignmentBody(call, clusterId, found, 'reassignment'))
}

function answer(call: Call, clusterId: string, topic: string, found: readonly Reassignment[]): Answer {
  const path = `/v3/clusters/${clusterId}/topics/${topic}/partitions/-/reassignment`
  // In lists the name and the link of each are in the plural, which leads nowhere: so they are at Confluent's.
  const data = found.map((each) => reassignmentBody(call, clusterId, each, 'reassignments'))
  return jsonAnswer(call, collection(call, 'KafkaReassignmentList', path, data))
}

function reassignmentBody(
  call: Call,
  clusterId: string,
  { topic, partition, addingReplicas, removingReplicas }: Reassignment,
  end: 'reassignment' | 'reassignments',
): object {
  const path = `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition}`
  const name = `kafka=${clusterId}/topic=${topic}/partition=${partition}/${end}`
  return {
    ...resource(call, 'KafkaReassignment', `${path}/${end}`, name),
    cluster_id: clusterId,
    topic_name: topic,
    partition_id: partition,
    adding_replicas: addingReplicas,
    removing_replicas: removingReplicas,
    replicas: related(call, `${path}/replicas`),
  }
}
