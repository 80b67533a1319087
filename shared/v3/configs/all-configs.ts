import type { Context } from '../../context.ts'
import { type Answer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import type { ConfigOwner } from '../../kafka/admin/config-owner.ts'
import { describeConfigs, describeConfigsOf } from '../../kafka/admin/describe-configs.ts'
import { askedCluster } from '../asked-cluster.ts'
import { collectionText, rowsText } from '../resource.ts'
import { configBodies } from './config-body.ts'

/** Topics that are asked about at once. Their rows are some three megabytes: those of many topics are not held together. */
const TOPICS_AT_ONCE = 100

/**
 * `GET …/topics/-/configs`: one list of the configs of every topic whose configs the caller may see, contract C.4. When they
 * are many the answer goes out as it is made.
 */
export async function ofTopics(call: Call, { kafka, log, policy, settings }: Context): Promise<Answer> {
  const { clusterId, topics } = await askedCluster(call, kafka, null)
  const owners = topics
    .filter(({ name }) => policy.allows(call.identity, 'configs', name))
    .map(({ name }) => ({ type: 'topic', topic: name }) as const)
    .sort((one, other) => (one.topic < other.topic ? -1 : 1))

  async function rowsFrom(start: number, deadline: number): Promise<string> {
    const described = await describeConfigsOf(kafka, owners.slice(start, start + TOPICS_AT_ONCE), deadline)
    return [...described]
      .map(([owner, configs]) =>
        // Deleted since it was listed, or not this proxy's to see.
        configs instanceof Error ? '' : rowsText(configBodies(call, clusterId, owner, configs)),
      )
      .filter((rows) => rows !== '')
      .join()
  }

  const list = (rows: string) =>
    collectionText(call, 'KafkaTopicConfigList', `/v3/clusters/${clusterId}/topics/-/configs`, rows)
  const first = owners.length === 0 ? '' : await rowsFrom(0, call.deadline)
  if (owners.length <= TOPICS_AT_ONCE) return textAnswer(call, list(first))

  async function* pieces(): AsyncGenerator<Uint8Array> {
    const [head = '', end = ''] = list(MARK).split(MARK)
    yield Buffer.from(head + first)
    let parted = first !== ''
    try {
      for (let start = TOPICS_AT_ONCE; start < owners.length; start += TOPICS_AT_ONCE) {
        const rows = await rowsFrom(start, Date.now() + settings.requestTimeoutMs)
        if (rows !== '') yield Buffer.from(parted ? `,${rows}` : rows)
        parted ||= rows !== ''
      }
    } catch (error) {
      // Without its end it is no JSON: nobody will take it for the whole list.
      log.error(
        { event: 'request.failed', code: 50003, err: error, requestId: call.requestId },
        'A list of configs ended early.',
      )
      return
    }
    yield Buffer.from(end)
  }
  return { status: 200, headers: { 'Content-Type': call.answerType }, body: ReadableStream.from(pieces()) }
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
  const path = `/v3/clusters/${clusterId}/brokers/-/configs`
  return textAnswer(call, collectionText(call, 'KafkaBrokerConfigList', path, parts.join()))
}

/** Where rows stand in a list that has none yet; no link and no name has a line break. */
const MARK = '\n'
