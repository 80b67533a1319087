import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { createPartitions } from '../../kafka/admin/create-partitions.ts'
import { createTopic } from '../../kafka/admin/create-topic.ts'
import { deleteTopic } from '../../kafka/admin/delete-topic.ts'
import { askedCluster } from '../asked-cluster.ts'
import { askedTopic } from '../asked-topic.ts'
import { collectionText, rowsText } from '../resource.ts'
import { parseCreateTopicRequest } from './create-topic-request.ts'
import { factsOf, topicBody } from './topic-body.ts'
import { parseUpdateTopicRequest } from './update-topic-request.ts'

/** `GET …/topics`: what the caller may see, by name, contract C.5. */
export async function list(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const { clusterId, topics } = await askedCluster(call, kafka, null, isTrue(call.query('includeAuthorizedOperations')))
  const visible = topics
    .filter(({ name }) => policy.allows(call.identity, 'metadata', name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const rows = rowsText(visible.values().map((topic) => topicBody(call, clusterId, factsOf(topic))))
  return textAnswer(call, collectionText(call, 'KafkaTopicList', `/v3/clusters/${clusterId}/topics`, rows))
}

/** `GET …/topics/{topic}`: contract C.5. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const { cluster, topic } = await askedTopic(call, kafka, isTrue(call.query('include_authorized_operations')))
  return jsonAnswer(call, topicBody(call, cluster.clusterId, factsOf(topic)))
}

/** `POST …/topics`: contract C.5. */
export async function create(call: Call, { kafka }: Context): Promise<Answer> {
  const topic = parseCreateTopicRequest(await call.body())
  call.require('topic:create', topic.name)
  const { clusterId } = await askedCluster(call, kafka)
  const created = await createTopic(kafka, topic, call.deadline)
  const facts = { name: topic.name, internal: false, ...created }
  const location = call.link(`/v3/clusters/${clusterId}/topics/${topic.name}`)
  const status = topic.validateOnly ? 200 : 201
  return jsonAnswer(call, topicBody(call, clusterId, facts), status, { Location: location })
}

/** `PATCH …/topics/{topic}`: more partitions, contract C.5. */
export async function update(call: Call, { kafka }: Context): Promise<Answer> {
  const body = await call.body()
  const { cluster, topic } = await askedTopic(call, kafka)
  const { partitions } = parseUpdateTopicRequest(body)
  await createPartitions(kafka, topic.name, partitions, call.deadline)
  // Whoever is asked for the topic now may not have heard of its new partitions.
  return jsonAnswer(call, topicBody(call, cluster.clusterId, { ...factsOf(topic), partitions }))
}

/** `DELETE …/topics/{topic}`: contract C.5. */
export async function remove(call: Call, { kafka }: Context): Promise<Answer> {
  const { topic } = await askedTopic(call, kafka)
  await deleteTopic(kafka, topic.name, call.deadline)
  return { status: 204, headers: {}, body: null }
}

/** As Java reads a flag in a query: anything else is false. */
function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}
