import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { alterConfigsOf } from '../../kafka/admin/alter-configs.ts'
import { describeConfigsOf } from '../../kafka/admin/describe-configs.ts'
import { KafkaError } from '../../kafka/error.ts'
import { restErrorOf } from '../../kafka/error-mapping.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { askedCluster } from '../asked-cluster.ts'
import { parseAlterTopicsRequest } from './alter-request.ts'
import { find } from './owner-configs.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3

/**
 * `POST …/topics/-/configs:alter`: changes the configs of several topics, each all or nothing, contract C.4.
 *
 * 204 when all of them were changed, 207 with those that were not. A topic or config that there is not is 404 for all.
 */
export async function handle(call: Call, { kafka }: Context): Promise<Answer> {
  const body = await call.body()
  await askedCluster(call, kafka)
  const { topics, validateOnly } = parseAlterTopicsRequest(body)
  for (const { topic } of topics) {
    call.require('configs', topic)
    if (!isTopicName(topic)) throw new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
  }
  const wanted = topics.map(({ topic, changes }) => ({ owner: { type: 'topic', topic } as const, changes }))
  const owners = wanted.map(({ owner }) => owner)
  const described = await describeConfigsOf(kafka, owners, call.deadline, false)
  for (const { owner, changes } of wanted) {
    const configs = described.get(owner) ?? []
    if (configs instanceof KafkaError) throw configs
    for (const { name } of changes) find(configs, name)
  }
  const refusals = await alterConfigsOf(kafka, wanted, validateOnly, call.deadline)
  const failures = topics.flatMap(({ topic }, index) => failureOf(topic, refusals[index]))
  return failures.length === 0 ? { status: 204, headers: {}, body: null } : jsonAnswer(call, { failures }, 207)
}

function failureOf(topic: string, refusal: KafkaError | undefined): object[] {
  const error = refusal && restErrorOf(refusal)
  return error ? [{ topic_name: topic, error_code: error.code, message: error.message }] : []
}
