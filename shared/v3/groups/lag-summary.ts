import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import { jsonNumber } from '../../http/json-number.ts'
import { related, resource } from '../resource.ts'
import { askedGroup } from './find-group.ts'
import { groupLags } from './group-lags.ts'
import { consumerPlace, groupPlace } from './place.ts'

/** `GET …/consumer-groups/{group}/lag-summary`: contract C.8. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const { clusterId, ...group } = await askedGroup(call, context)
  const lags = await groupLags(context, group, call.deadline)
  const [largest] = lags
  if (!largest) throw new NotFound('Consumer group offsets could not be found.')
  const { topic, partition, consumer } = largest
  const place = groupPlace(clusterId, group.name)
  const body = {
    ...resource(call, 'KafkaConsumerGroupLagSummary', `${place.path}/lag-summary`, `${place.crn}/lag-summary`),
    cluster_id: clusterId,
    consumer_group_id: group.name,
    max_lag_consumer_id: consumer?.id ?? '',
    max_lag_instance_id: consumer?.instanceId ?? null,
    max_lag_client_id: consumer?.clientId ?? '',
    max_lag_topic_name: topic,
    max_lag_partition_id: partition,
    max_lag: jsonNumber(largest.lag),
    total_lag: jsonNumber(lags.reduce((sum, { lag }) => sum + lag, 0n)),
    max_lag_consumer: related(call, consumerPlace(place, consumer?.id ?? '').path),
    max_lag_partition: related(call, `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition}`),
  }
  return jsonAnswer(call, body)
}
