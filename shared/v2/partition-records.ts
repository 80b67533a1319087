import { type PartitionRead, readPartition, type StartingPoint } from '../consume/read-partition.ts'
import { createRecordsWriter } from '../consume/render/records-writer.ts'
import type { Context } from '../context.ts'
import { FORMAT_NAMES, type FormatName, formatNamed } from '../formats/format-name.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { PartitionNotFound, TopicNotFound } from '../http/errors/kafka.ts'
import { BadRequest } from '../http/errors/request.ts'
import { EMBEDDED, type EmbeddedType, isServed } from '../http/media-types.ts'
import { describeTopic } from '../kafka/describe-topic.ts'
import { KafkaError } from '../kafka/error.ts'
import { extrasOf } from './records.ts'

const FIRST_CAPACITY = 16_384
const MARGIN_MS = 300

/**
 * `GET /topics/{topic}/partitions/{partition}/records?offset=&timestamp=&timeout=&max_bytes=&key_format=`: records without a
 * group, an extension. `offset` is a number, `earliest` or `latest`. The offset to go on at comes in the header `Kafka-Next-Offset`.
 */
export async function records(call: Call, context: Context): Promise<Answer> {
  const { consumerRequestTimeoutMs, consumerRequestTimeoutMaxMs } = context.settings
  const wait = Math.min(whole(call, 'timeout') ?? consumerRequestTimeoutMs, consumerRequestTimeoutMaxMs)
  const waitUntil = Math.min(Date.now() + wait, call.deadline - MARGIN_MS)
  return answer(call, context, { from: startingPoint(call), waitUntil })
}

/** `GET /topics/{topic}/partitions/{partition}/messages?offset=&count=`: v1's simple consumer (contract G). */
export async function messages(call: Call, context: Context): Promise<Answer> {
  const maxRecords = whole(call, 'count') ?? 1
  if (maxRecords < 1) throw new BadRequest("Bad Request: 'count' must be 1 or more.")
  return answer(call, context, { from: startingPoint(call), waitUntil: 0, maxRecords })
}

async function answer(
  call: Call,
  context: Context,
  wanted: Pick<PartitionRead, 'from' | 'waitUntil' | 'maxRecords'>,
): Promise<Answer> {
  const { settings, kafka } = context
  const partition = { topic: call.param('topic'), partition: call.intParam('partition') }
  await checkPartition(call, kafka, partition.topic, partition.partition)
  const format = call.answerType in EMBEDDED ? EMBEDDED[call.answerType as EmbeddedType] : 'binary'
  const keyFormat = keyFormatOf(call) ?? format
  const maxBytes = Math.min(whole(call, 'max_bytes') || Number.POSITIVE_INFINITY, settings.consumerRequestMaxBytes)
  const mostBytes = settings.responseMaxBytes || Number.POSITIVE_INFINITY
  const { partWriters, runs } = await context.rendering()
  const options = { writeKey: partWriters[keyFormat], mostBytes, runs }
  const writer = createRecordsWriter(partWriters[format], extrasOf(call), FIRST_CAPACITY, options)
  const request = { ...wanted, maxBytes, readCommitted: settings.consumerReadCommitted === 'read_committed' }
  const { body, next } = await readPartition(await context.consume(), partition, request, writer, call.deadline)
  return { status: 200, headers: { 'Content-Type': call.answerType, 'Kafka-Next-Offset': String(next) }, body }
}

async function checkPartition(call: Call, kafka: Context['kafka'], topic: string, partition: number): Promise<void> {
  try {
    const { partitions } = await describeTopic(kafka, topic, call.deadline)
    if (!partitions[partition]) throw new PartitionNotFound()
  } catch (error) {
    throw error instanceof KafkaError && error.id === 'UNKNOWN_TOPIC_OR_PARTITION' ? new TopicNotFound() : error
  }
}

/** `?key_format=`: of keys that are in another format than the values. @throws BadRequest  it is none, or not served */
function keyFormatOf(call: Call): FormatName | undefined {
  const name = call.query('key_format')
  if (name === undefined) return undefined
  const format = formatNamed(name)
  if (format && isServed(format, call.produces)) return format
  throw new BadRequest(`Bad Request: 'key_format' must be one of ${FORMAT_NAMES.join(', ')}.`)
}

/** @throws BadRequest  unless exactly one of `offset` and `timestamp` says where to begin */
function startingPoint(call: Call): StartingPoint {
  const offset = call.query('offset')
  const timestamp = call.query('timestamp')
  if ((offset === undefined) === (timestamp === undefined)) {
    throw new BadRequest("Bad Request: give either 'offset' or 'timestamp'.")
  }
  if (timestamp !== undefined) {
    const time = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Date.parse(timestamp)
    if (Number.isNaN(time) || time < 0) throw new BadRequest("Bad Request: 'timestamp' must be epoch ms or an instant.")
    return { timestamp: time }
  }
  if (offset === 'earliest' || offset === 'latest') return { offset }
  if (offset !== undefined && /^\d{1,18}$/.test(offset)) return { offset: BigInt(offset) }
  throw new BadRequest("Bad Request: 'offset' must be 0 or more, 'earliest' or 'latest'.")
}

/** A whole number in the query, 0 or more. */
function whole(call: Call, name: string): number | undefined {
  const text = call.query(name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(`Bad Request: '${name}' must be a whole number, 0 or more.`)
  return Number(text)
}
