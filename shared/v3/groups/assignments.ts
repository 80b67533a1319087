import type { Context } from '../../context.ts'
import { type Answer, jsonAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { NotFound } from '../../http/errors/request.ts'
import type { Partition } from '../../kafka/groups/partitions.ts'
import { collection, related, resource } from '../resource.ts'
import type { Consumer } from './consumer-group.ts'
import { type AskedGroup, askedConsumer } from './find-group.ts'
import { assignmentPlace, consumerPlace, groupPlace, lagPlace } from './place.ts'

/** `GET …/consumers/{consumer}/assignments`: contract C.8. */
export async function list(call: Call, context: Context): Promise<Answer> {
  const { group, consumer } = await askedConsumer(call, context)
  const { path } = consumerPlace(groupPlace(group.clusterId, group.name), consumer.id)
  const data = consumer.partitions.toSorted(byPlace).map((each) => assignmentBody(call, group, consumer, each))
  return jsonAnswer(call, collection(call, 'KafkaConsumerAssignmentList', `${path}/assignments`, data))
}

/** `GET …/consumers/{consumer}/assignments/{topic}/partitions/{partition}`: contract C.8. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const topic = call.param('topic')
  const partition = call.intParam('partition')
  const { group, consumer } = await askedConsumer(call, context)
  const found = consumer.partitions.find((each) => each.topic === topic && each.partition === partition)
  if (!found) throw new NotFound(`Partition ${partition} of topic ${topic} is not assigned to the consumer.`)
  return jsonAnswer(call, assignmentBody(call, group, consumer, found))
}

function assignmentBody(
  call: Call,
  { clusterId, name }: AskedGroup,
  { id }: Consumer,
  { topic, partition }: Partition,
): object {
  const group = groupPlace(clusterId, name)
  const { path, crn } = assignmentPlace(consumerPlace(group, id), topic, partition)
  return {
    ...resource(call, 'KafkaConsumerAssignment', path, crn),
    cluster_id: clusterId,
    consumer_group_id: name,
    consumer_id: id,
    topic_name: topic,
    partition_id: partition,
    partition: related(call, `/v3/clusters/${clusterId}/topics/${topic}/partitions/${partition}`),
    lag: related(call, lagPlace(group, topic, partition).path),
  }
}

function byPlace(a: Partition, b: Partition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
}
