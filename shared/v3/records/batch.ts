import type { Context } from '../../context.ts'
import { JsonText } from '../../formats/json-text.ts'
import { type Answer, textAnswer } from '../../http/answer.ts'
import type { Call } from '../../http/call.ts'
import { RestError } from '../../http/errors/rest-error.ts'
import { isTopicName } from '../../kafka/topic-name.ts'
import { isFailure, type RecordResult } from '../../produce/producer.ts'
import { type BatchEntry, parseBatchRequest } from './batch-request.ts'
import { type EncodedRecord, encodeRecord } from './encode.ts'
import { type EntryError, entryErrorOf, invalidTopic, RATE_EXCEEDED, refusedEntry } from './entry-error.ts'
import { createRenderer, renderError } from './render.ts'

/**
 * `POST /v3/clusters/{cluster}/topics/{topic}/records:batch`: contract C.10. Whatever became of the entries, the answer is 207:
 * those that are stored and those that are not, each in the request's order.
 */
export async function produce(call: Call, context: Context): Promise<Answer> {
  const { settings, producer } = context
  const topic = call.param('topic')
  const body = await call.bytes()
  const entries = parseBatchRequest(body, settings.produceMaxEntries)
  const encoded: (EncodedRecord | EntryError)[] = []
  const share = body.length / entries.length
  const limit = context.limits?.records(call.identity.principal)
  for (const entry of entries) {
    const taken = (await limit?.take(share)) ?? true
    encoded.push(taken ? await encode(entry, topic, body, call.deadline, context) : RATE_EXCEEDED)
  }
  const outgoing = encoded.filter((each) => 'outgoing' in each).map(({ outgoing }) => outgoing)
  const deadline = Math.min(call.deadline, Date.now() + settings.deliveryTimeoutMs)
  const results = outgoing.length > 0 ? await producer.produce(topic, outgoing, deadline) : []

  const renderer = createRenderer(call.param('cluster'), topic)
  const successes: string[] = []
  const failures: string[] = []
  let at = 0
  for (const [index, { id }] of entries.entries()) {
    const each = encoded[index] as EncodedRecord | EntryError
    const result = 'outgoing' in each ? (results[at++] as RecordResult) : undefined
    if (result && !isFailure(result)) successes.push(`{"id":"${id}",${renderer.stored(each as EncodedRecord, result)}}`)
    else failures.push(`{"id":"${id}",${renderError(result ? entryErrorOf(result) : (each as EntryError))}}`)
  }
  return textAnswer(call, `{"successes":[${successes}],"failures":[${failures}]}`, 207)
}

async function encode(
  { record }: BatchEntry,
  topic: string,
  body: Buffer,
  deadline: number,
  context: Context,
): Promise<EncodedRecord | EntryError> {
  if (record.refusal) return refusedEntry(record.refusal)
  if (!isTopicName(topic)) return invalidTopic(topic)
  try {
    return await encodeRecord(record, topic, new JsonText(body), context, deadline)
  } catch (error) {
    if (error instanceof RestError) return refusedEntry(error)
    throw error
  }
}
