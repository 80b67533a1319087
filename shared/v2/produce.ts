import type { Context } from '../context.ts'
import type { FormatName } from '../formats/format-name.ts'
import { type Answer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { PartitionNotFound } from '../http/errors/kafka.ts'
import { UnsupportedMediaType } from '../http/errors/request.ts'
import { EMBEDDED, type EmbeddedType, isServed, JSON_TYPE } from '../http/media-types.ts'
import { isTopicName } from '../kafka/topic-name.ts'
import { type EncodedBatch, encodeRecords } from '../produce/encode-records.ts'
import { isFailure } from '../produce/producer.ts'
import { renderProduceAnswer } from './produce-answer.ts'
import { parseProduceRequest } from './produce-request.ts'

/** `POST /topics/{topic}` and `POST /topics/{topic}/partitions/{partition}`: contract B.3. */
export async function handle(call: Call, { settings, formats, producer, recordScanner }: Context): Promise<Answer> {
  const topic = call.param('topic')
  const partition = call.param('partition') === '' ? undefined : call.intParam('partition')
  if (partition !== undefined && partition < 0) throw new PartitionNotFound()
  const body = await call.bytes()
  const batch = parseProduceRequest(body, settings.maxRecords, recordScanner)
  const usual = formatOf(call.contentType)
  const keyFormat = formats[servedFormat(call, batch.keyFormat) ?? usual]
  const valueFormat = formats[servedFormat(call, batch.valueFormat) ?? usual]
  const encoded = isTopicName(topic)
    ? await encodeRecords(topic, batch, keyFormat, valueFormat, partition, call.deadline)
    : unencoded(batch.length)
  const deadline = Math.min(call.deadline, Date.now() + settings.deliveryTimeoutMs)
  const results = await producer.produce(topic, encoded.records, deadline)
  // Keys and values lie in the body, and a record that was given up may still be on its way.
  if (!results.some(isFailure)) call.release(body)
  const answer = renderProduceAnswer(results, encoded.keySchemaId, encoded.valueSchemaId)
  return textAnswer(call, answer.body, answer.status)
}

/** For a topic that cannot be: Kafka will say so of each record, and no registry should have kept a subject for it. */
function unencoded(count: number): EncodedBatch {
  return { records: Array(count).fill({ key: null, value: null }), keySchemaId: null, valueSchemaId: null }
}

/**
 * A format that the body names, which counts for what its media type would.
 *
 * @throws UnsupportedMediaType  the settings hide producing in it
 */
function servedFormat({ consumes }: Call, format: FormatName | undefined): FormatName | undefined {
  if (format === undefined || isServed(format, consumes)) return format
  throw new UnsupportedMediaType(consumes)
}

/** Without a Content-Type a body is read as binary (contract A.4). */
function formatOf(contentType: string | undefined): FormatName {
  if (contentType === undefined) return 'binary'
  return contentType === JSON_TYPE ? 'json' : EMBEDDED[contentType as EmbeddedType]
}
