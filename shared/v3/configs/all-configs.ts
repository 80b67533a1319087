import type { Context } from '../../context.ts'
import { type Answer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import type { ConfigOwner } from '../../kafka/admin/config-owner.ts'
import { describeConfigs, describeConfigsOf } from '../../kafka/admin/describe-configs.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collectionText, rowsText } from '../resource.ts'
import { configBodies } from './config-body.ts'

/** Topics that are asked about at once: their rows become text before the next are asked for. */
const TOPICS_AT_ONCE = 100

/** `GET …/topics/-/configs`: one list of the configs of every topic whose configs the caller may see, contract C.4. */
export async function ofTopics(call: Call, { kafka, policy }: Context): Promise<Answer> {
  const { clusterId, topics } = await askedCluster(call, kafka, null)
  const owners = topics
    .filter(({ name }) => policy.allows(call.identity, 'configs', name))
    .map(({ name }) => ({ type: 'topic', topic: name }) as const)
    .sort((one, other) => (one.topic < other.topic ? -1 : 1))
  const parts: string[] = []
  for (let start = 0; start < owners.length; start += TOPICS_AT_ONCE) {
    const described = await describeConfigsOf(kafka, owners.slice(start, start + TOPICS_AT_ONCE), call.deadline)
    for (const [owner, configs] of described) {
      // Deleted since it was listed, or not this proxy's to see.
      if (configs instanceof Error) continue
      parts.push(rowsText(configBodies(call, clusterId, owner, configs)))
    }
  }
  return answer(call, 'KafkaTopicConfigList', `/v3/clusters/${clusterId}/topics/-/configs`, parts)
}

/** `GET …/brokers/-/configs`: one list of the configs of every broker, contract C.4. */
export async function ofBrokers(call: Call, { kafka }: Context): Promise<Answer> {
  const { clusterId, brokers } = await askedCluster(call, kafka)
  const parts = await Promise.all(
    brokers
      .toSorted((one, other) => one.node - other.node)
      .map(async ({ node }) => {
        const owner: ConfigOwner = { type: 'broker', broker: node }
        return rowsText(configBodies(call, clusterId, owner, await describeConfigs(kafka, owner, call.deadline)))
      }),
  )
  return answer(call, 'KafkaBrokerConfigList', `/v3/clusters/${clusterId}/brokers/-/configs`, parts)
}

function answer(call: Call, kind: string, path: string, parts: readonly string[]): Answer {
  return textAnswer(call, collectionText(call, kind, path, parts.filter((part) => part !== '').join()))
}
