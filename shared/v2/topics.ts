import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { topicConfigs } from '../kafka/admin/topic-configs.ts'
import { describeTopic } from '../kafka/describe-topic.ts'
import { fetchMetadata } from '../kafka/metadata.ts'
import { partitionBody } from './partitions.ts'

/** `GET /topics`: names of all but Kafka's internal topics that the caller may see, contract B.2. */
export async function list(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const { topics } = await fetchMetadata(kafka, null, call.deadline)
  const names = topics
    .filter(({ internal, name }) => !internal && policy.allows(call.identity, 'metadata', name))
    .map(({ name }) => name)
  return jsonAnswer(call, names.sort())
}

/** `GET /topics/{topic}`: partitions and every config, contract B.2. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const name = call.param('topic')
  // The topic first: for one that does not exist its configs have a worse word.
  const topic = await describeTopic(kafka, name, call.deadline)
  const configs = await topicConfigs(kafka, name, call.deadline)
  return jsonAnswer(call, {
    name,
    configs: Object.fromEntries([...configs].sort(([a], [b]) => (a < b ? -1 : 1))),
    partitions: topic.partitions.map(partitionBody),
  })
}
