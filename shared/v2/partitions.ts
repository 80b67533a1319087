import type { Context } from '../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { PartitionNotFound } from '../http/errors/kafka.ts'
import { EARLIEST, LATEST, listOffset } from '../kafka/admin/list-offsets.ts'
import { describeTopic } from '../kafka/describe-topic.ts'
import type { PartitionMetadata } from '../kafka/metadata.ts'

/** `GET /topics/{topic}/partitions`: contract B.2. */
export async function list(call: Call, { kafka }: Context): Promise<Answer> {
  const topic = await describeTopic(kafka, call.param('topic'), call.deadline)
  return jsonAnswer(call, topic.partitions.map(partitionBody))
}

/** `GET /topics/{topic}/partitions/{partition}`: contract B.2. */
export async function get(call: Call, context: Context): Promise<Answer> {
  return jsonAnswer(call, partitionBody(await find(call, context)))
}

/** `GET /topics/{topic}/partitions/{partition}/offsets`: where the log begins and ends, contract B.2. */
export async function offsets(call: Call, context: Context): Promise<Answer> {
  const { partition } = await find(call, context)
  const topic = call.param('topic')
  const [beginning, end] = await Promise.all(
    [EARLIEST, LATEST].map((which) => listOffset(context.kafka, topic, partition, which, call.deadline)),
  )
  // Digits straight from the 64-bit number: JSON.stringify knows no bigint, and a double would round it.
  return textAnswer(call, `{"beginning_offset":${beginning},"end_offset":${end}}`)
}

/** A partition as v1 and v2 show it. */
export function partitionBody({ partition, leader, replicas, inSyncReplicas }: PartitionMetadata): object {
  return {
    partition,
    leader,
    replicas: replicas.map((broker) => ({
      broker,
      leader: broker === leader,
      in_sync: inSyncReplicas.includes(broker),
    })),
  }
}

async function find(call: Call, { kafka }: Context): Promise<PartitionMetadata> {
  const number = call.intParam('partition')
  const topic = await describeTopic(kafka, call.param('topic'), call.deadline)
  const partition = topic.partitions[number]
  if (!partition) throw new PartitionNotFound()
  return partition
}
