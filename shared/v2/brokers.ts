import type { Context } from '../context.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { fetchMetadata } from '../kafka/metadata.ts'

/** `GET /brokers`: the brokers' ids, contract B.1. */
export async function handle(call: Call, { kafka }: Context): Promise<Answer> {
  const { brokers } = await fetchMetadata(kafka, [], call.deadline)
  return jsonAnswer(call, { brokers: brokers.map(({ node }) => node).sort((a, b) => a - b) })
}
