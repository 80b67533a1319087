import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { createTopic } from '../../kafka/admin/create-topic.ts'
import { deleteTopic } from '../../kafka/admin/delete-topic.ts'
import { describeTopic } from '../../kafka/describe-topic.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collection, related, resource } from '../resource.ts'
import { parseCreateTopicRequest } from './create-topic-request.ts'

/** A topic as v3 shows it, as far as this API's operations know it. */
interface TopicFacts {
  readonly name: string
  readonly internal: boolean
  readonly partitions: number
  readonly replicationFactor: number
}

/** `GET /v3/clusters/{cluster}/topics`: what the caller may see, by name, contract C.5. */
export async function list(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const cluster = await askedCluster(call, kafka, null)
  const path = `/v3/clusters/${cluster.clusterId}/topics`
  const data = cluster.topics
    .filter(({ name }) => policy.allows(call.identity, 'metadata', name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((topic) => topicBody(call, cluster.clusterId, factsOf(topic)))
  return jsonAnswer(call, collection(call, 'KafkaTopicList', path, data))
}

/** `GET /v3/clusters/{cluster}/topics/{topic}`: contract C.5. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const cluster = await askedCluster(call, kafka)
  const topic = await describeTopic(kafka, call.param('topic'), call.deadline)
  return jsonAnswer(call, topicBody(call, cluster.clusterId, factsOf(topic)))
}

/** `POST /v3/clusters/{cluster}/topics`: contract C.5. */
export async function create(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const topic = parseCreateTopicRequest(await call.body())
  policy.require(call.identity, 'topic:create', topic.name)
  const cluster = await askedCluster(call, kafka)
  const created = await createTopic(kafka, topic, call.deadline)
  const facts = { name: topic.name, internal: false, ...created }
  const location = call.link(`/v3/clusters/${cluster.clusterId}/topics/${topic.name}`)
  const status = topic.validateOnly ? 200 : 201
  return jsonAnswer(call, topicBody(call, cluster.clusterId, facts), status, { Location: location })
}

/** `DELETE /v3/clusters/{cluster}/topics/{topic}`: contract C.5. */
export async function remove(call: Call, { kafka }: Context): Promise<Answer> {
  await askedCluster(call, kafka)
  await describeTopic(kafka, call.param('topic'), call.deadline)
  await deleteTopic(kafka, call.param('topic'), call.deadline)
  return { status: 204, headers: {}, body: null }
}

function factsOf({ name, internal, partitions }: Awaited<ReturnType<typeof describeTopic>>): TopicFacts {
  return { name, internal, partitions: partitions.length, replicationFactor: partitions[0]?.replicas.length ?? 0 }
}

function topicBody(
  call: Call,
  clusterId: string,
  { name, internal, partitions, replicationFactor }: TopicFacts,
): object {
  const path = `/v3/clusters/${clusterId}/topics/${name}`
  return {
    ...resource(call, 'KafkaTopic', path, `kafka=${clusterId}/topic=${name}`),
    cluster_id: clusterId,
    topic_name: name,
    is_internal: internal,
    replication_factor: replicationFactor,
    partitions_count: partitions,
    partitions: related(call, `${path}/partitions`),
    configs: related(call, `${path}/configs`),
    partition_reassignments: related(call, `${path}/partitions/-/reassignment`),
    authorized_operations: [],
  }
}
