import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { PartitionNotFound } from '../../http/errors/kafka.ts'
import { BadRequest } from '../../http/errors/request.ts'
import { EARLIEST, LATEST, listOffset } from '../../kafka/admin/list-offsets.ts'
import { askedTopic } from '../asked-topic.ts'
import { resource } from '../resource.ts'

/** The only kind of offsets there is, and what is meant when none is named. */
const BOTH_ENDS = 'earliest_and_latest'

/** `GET …/partitions/{partition}/offset`: where a partition begins and ends, contract C.6. */
export async function get(call: Call, { kafka }: Context): Promise<Answer> {
  const type = call.query('offset_type') || BOTH_ENDS
  if (type.toLowerCase() !== BOTH_ENDS)
    throw new BadRequest(`Bad Request: offset_type:${type.slice(0, 100)} is invalid; it must be ${BOTH_ENDS}.`)
  const partition = call.intParam('partition')
  const { cluster, topic } = await askedTopic(call, kafka)
  if (!topic.partitions.some((each) => each.partition === partition)) throw new PartitionNotFound()
  const [earliest, latest] = await Promise.all(
    [EARLIEST, LATEST].map((which) => listOffset(kafka, topic.name, partition, which, call.deadline)),
  )
  const path = `/v3/clusters/${cluster.clusterId}/topics/${topic.name}/partitions/${partition}/offset`
  const name = `kafka=${cluster.clusterId}/topic=${topic.name}/partition=${partition}/offset_type=${BOTH_ENDS}`
  return jsonAnswer(call, {
    ...resource(call, 'KafkaPartitionWithOffsets', path, name),
    cluster_id: cluster.clusterId,
    topic_name: topic.name,
    partition_id: partition,
    earliest_offset: Number(earliest),
    latest_offset: Number(latest),
  })
}
