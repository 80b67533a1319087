import { commit, committed } from '../consume/commit.ts'
import type { TopicPartition } from '../consume/instance.ts'
import type { Context } from '../context.ts'
import { type Answer, jsonAnswer, textAnswer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { PartitionNotFound } from '../http/errors/kafka.ts'
import { Unprocessable } from '../http/errors/request.ts'
import { optional, STRING } from '../http/json.ts'
import { objectBody } from '../http/json-body.ts'
import { V1 } from '../http/media-types.ts'
import { consumerRef } from './consumer-ref.ts'
import { offsetOf, partitionList } from './partition-list.ts'

const COMMIT = new Set(['offsets'])
const PARTITIONS = new Set(['partitions'])

/**
 * `POST …/offsets`: the offsets named, of the last records processed, so that one more is committed; without a body the
 * instance's positions. Contract B.9; v1 answers with what was committed (G).
 */
export async function post(call: Call, context: Context): Promise<Answer> {
  const request = objectBody(await call.body(), COMMIT)
  const named =
    request &&
    partitionList(request, 'offsets', ['offset', 'metadata'], (partition, entry) => {
      const metadata = optional(entry, 'metadata', STRING)
      return { ...partition, offset: offsetOf(entry) + 1n, ...(metadata !== undefined && { metadata }) }
    })
  for (const { topic } of named ?? []) call.require('consume', topic)
  const done = await commit(await context.consume(), consumerRef(call), named, call.deadline)
  if (call.answerType !== V1) return jsonAnswer(call, [])
  const entries = done.map(
    ({ topic, partition, offset }) =>
      `{"topic":${JSON.stringify(topic)},"partition":${partition},"consumed":${offset},"committed":${offset}}`,
  )
  return textAnswer(call, `[${entries.join(',')}]`)
}

/**
 * `GET …/offsets`: what the group has committed. The partitions come in the body, as Confluent has it, or, for clients that
 * cannot send one, in the query: `?topic=a&partition=0`, or `?partitions=a:0,a:1`. Contract B.9.
 */
export async function get(call: Call, context: Context): Promise<Answer> {
  const partitions = fromQuery(call) ?? (await fromBody(call))
  for (const { topic } of partitions) call.require('consume', topic)
  const found = await committed(await context.consume(), consumerRef(call), partitions, call.deadline)
  const entries = found.map(({ topic, partition, offset, metadata }) => {
    const text = JSON.stringify(metadata)
    return `{"topic":${JSON.stringify(topic)},"partition":${partition},"offset":${offset},"metadata":${text}}`
  })
  return textAnswer(call, `{"offsets":[${entries.join(',')}]}`)
}

async function fromBody(call: Call): Promise<TopicPartition[]> {
  const request = objectBody(await call.body(), PARTITIONS)
  const partitions = request && partitionList(request, 'partitions', [], (partition) => partition)
  if (!partitions) throw new PartitionNotFound()
  return partitions
}

function fromQuery(call: Call): TopicPartition[] | undefined {
  const topic = call.query('topic')
  const pairs =
    call.query('partitions')?.split(',') ?? (topic ? [`${topic}:${call.query('partition') ?? ''}`] : undefined)
  return pairs?.map((pair) => {
    const [, name, partition] = /^([a-zA-Z0-9._-]{1,249}):(\d{1,9})$/.exec(pair.trim()) ?? []
    if (name === undefined) throw new Unprocessable(`'${pair.slice(0, 300)}' in the query is not topic:partition.`)
    return { topic: name, partition: Number(partition) }
  })
}
