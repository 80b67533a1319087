import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import { jsonNumber } from '../../http/json-number.ts'
import { collection, resource } from '../resource.ts'
import { type AskedGroup, askedGroup } from './find-group.ts'
import { groupLags, type Lag } from './group-lags.ts'
import { groupPlace, lagPlace } from './place.ts'

/** `GET …/consumer-groups/{group}/lags`: contract C.8. */
export async function list(call: Call, context: Context): Promise<Answer> {
  const group = await askedGroup(call, context)
  const lags = await groupLags(context, group, call.deadline)
  if (lags.length === 0) throw new NotFound('Consumer group offsets could not be found.')
  const { path } = groupPlace(group.clusterId, group.name)
  const data = lags.map((lag) => lagBody(call, group, lag))
  return jsonAnswer(call, collection(call, 'KafkaConsumerLagList', `${path}/lags`, data))
}

/** `GET …/consumer-groups/{group}/lags/{topic}/partitions/{partition}`: contract C.8. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const topic = call.param('topic')
  const partition = call.intParam('partition')
  const group = await askedGroup(call, context)
  const isAsked = (each: { topic: string; partition: number }) => each.topic === topic && each.partition === partition
  const [lag] = await groupLags(context, group, call.deadline, isAsked)
  if (!lag) throw new NotFound(`Consumer lags not found: the group has committed nothing in partition ${partition}.`)
  return jsonAnswer(call, lagBody(call, group, lag))
}

function lagBody(call: Call, { clusterId, name }: AskedGroup, lag: Lag): object {
  const { path, crn } = lagPlace(groupPlace(clusterId, name), lag.topic, lag.partition)
  return {
    ...resource(call, 'KafkaConsumerLag', path, crn),
    cluster_id: clusterId,
    consumer_group_id: name,
    topic_name: lag.topic,
    partition_id: lag.partition,
    consumer_id: lag.consumer?.id ?? '',
    instance_id: lag.consumer?.instanceId ?? null,
    client_id: lag.consumer?.clientId ?? '',
    current_offset: jsonNumber(lag.current),
    log_end_offset: jsonNumber(lag.end),
    lag: jsonNumber(lag.lag),
  }
}
