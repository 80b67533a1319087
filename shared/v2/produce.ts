import type { Context } from '../context.ts'
import { type Answer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { PartitionNotFound } from '../http/errors.ts'
import { EMBEDDED, type EmbeddedType, JSON_TYPE } from '../http/media-types.ts'
import { isTopicName } from '../kafka/topic-name.ts'
import { type EncodedBatch, encodeRecords } from '../produce/encode-records.ts'
import { renderProduceAnswer } from './produce-answer.ts'
import { parseProduceRequest } from './produce-request.ts'

/** `POST /topics/{topic}` and `POST /topics/{topic}/partitions/{partition}`: contract B.3. */
export async function handle(call: Call, { settings, formats, producer }: Context): Promise<Answer> {
  const topic = call.param('topic')
  const partition = call.param('partition') === '' ? undefined : call.intParam('partition')
  if (partition !== undefined && partition < 0) throw new PartitionNotFound()
  const batch = parseProduceRequest(await call.bytes(), settings.maxRecords)
  const format = formats[formatOf(call.contentType)]
  const encoded = isTopicName(topic)
    ? await encodeRecords(topic, batch, format, format, partition, call.deadline)
    : unencoded(batch.length)
  const deadline = Math.min(call.deadline, Date.now() + settings.deliveryTimeoutMs)
  const results = await producer.produce(topic, encoded.records, deadline)
  const { status, body } = renderProduceAnswer(results, encoded.keySchemaId, encoded.valueSchemaId)
  return textAnswer(call, body, status)
}

/** For a topic that cannot be: Kafka will say so of each record, and no registry should have kept a subject for it. */
function unencoded(count: number): EncodedBatch {
  return { records: Array(count).fill({ key: null, value: null }), keySchemaId: null, valueSchemaId: null }
}

/** Without a Content-Type a body is read as binary (contract A.4). */
function formatOf(contentType: string | undefined): (typeof EMBEDDED)[EmbeddedType] {
  if (contentType === undefined) return 'binary'
  return contentType === JSON_TYPE ? 'json' : EMBEDDED[contentType as EmbeddedType]
}
