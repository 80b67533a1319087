import { assignByHand } from '../consume/assign-by-hand.ts'
import { touchInstance } from '../consume/change.ts'
import { parsePartitionKey } from '../consume/instance.ts'
import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { Unprocessable } from '../http/errors/request.ts'
import { requiredBody } from '../http/json-body.ts'
import { consumerRef } from './consumer-ref.ts'
import { partitionList } from './partition-list.ts'

const FIELDS = new Set(['partitions'])

/** `POST …/assignments`: contract B.7. */
export async function post(call: Call, context: Context): Promise<Answer> {
  const partitions = partitionList(requiredBody(await call.body(), FIELDS), 'partitions', [], (partition) => partition)
  if (!partitions) throw new Unprocessable("'partitions' is missing.")
  for (const { topic } of partitions) call.require('consume', topic)
  await assignByHand(await context.consume(), consumerRef(call), partitions, call.deadline)
  return { status: 204, headers: {}, body: null }
}

/** `GET …/assignments`: for a subscription empty until the first read: contract B.7. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const services = await context.consume()
  const { positions } = await touchInstance(services, consumerRef(call), call.deadline)
  return jsonAnswer(call, { partitions: [...positions.keys()].map(parsePartitionKey) })
}
