import type { Context } from '../../context.ts'
import { type Answer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { defaultTopicConfigs } from '../../kafka/admin/default-topic-configs.ts'
import { KafkaError } from '../../kafka/error.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collectionText, rowsText } from '../resource.ts'
import { configBodies } from './config-body.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/** `GET …/topics/{topic}/default-configs`: what a new topic's configs would be, whether it exists or not, contract C.11. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const topic = call.param('topic')
  const { clusterId } = await askedCluster(call, kafka)
  if (!isTopicName(topic)) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  const configs = await defaultTopicConfigs(kafka, topic, call.deadline)
  const rows = rowsText(configBodies(call, clusterId, { type: 'topic', topic }, configs))
  const path = `/v3/clusters/${clusterId}/topics/${topic}/default-configs`
  return textAnswer(call, collectionText(call, 'KafkaTopicConfigList', path, rows))
}
