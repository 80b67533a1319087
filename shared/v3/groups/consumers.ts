import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { collection, related, resource } from '../resource.ts'
import type { Consumer } from './consumer-group.ts'
import { type AskedGroup, askedConsumer, askedGroup } from './find-group.ts'
import { consumerPlace, groupPlace } from './place.ts'

/** `GET …/consumer-groups/{group}/consumers`: contract C.8. */
export async function list(call: Call, context: Context): Promise<Answer> {
  const group = await askedGroup(call, context)
  const { path } = groupPlace(group.clusterId, group.name)
  const data = group.consumers.map((consumer) => consumerBody(call, group, consumer))
  return jsonAnswer(call, collection(call, 'KafkaConsumerList', `${path}/consumers`, data))
}

/** `GET …/consumer-groups/{group}/consumers/{consumer}`: contract C.8. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const { group, consumer } = await askedConsumer(call, context)
  return jsonAnswer(call, consumerBody(call, group, consumer))
}

function consumerBody(call: Call, { clusterId, name }: AskedGroup, { id, instanceId, clientId }: Consumer): object {
  const { path, crn } = consumerPlace(groupPlace(clusterId, name), id)
  return {
    ...resource(call, 'KafkaConsumer', path, crn),
    cluster_id: clusterId,
    consumer_group_id: name,
    consumer_id: id,
    instance_id: instanceId,
    client_id: clientId,
    assignments: related(call, `${path}/assignments`),
  }
}
