import { type SeekTarget, seek } from '../consume/seek.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { BadRequest } from '../http/errors/request.ts'
import { type JsonObject, optional, STRING } from '../http/json.ts'
import { requiredBody } from '../http/json-body.ts'
import { consumerRef } from './consumer-ref.ts'
import { offsetOf, partitionList } from './partition-list.ts'

const POSITIONS = new Set(['offsets', 'timestamps'])
const PARTITIONS = new Set(['partitions'])

/** `POST …/positions`: offsets first, then timestamps, so that of both for one partition the time wins: contract B.8. */
export async function post(call: Call, context: Context): Promise<Answer> {
  const request = requiredBody(await call.body(), POSITIONS)
  const offsets = partitionList(request, 'offsets', ['offset', 'metadata'], (partition, entry) => {
    optional(entry, 'metadata', STRING)
    return { ...partition, offset: offsetOf(entry) }
  })
  const timestamps = partitionList(request, 'timestamps', ['timestamp', 'metadata'], (partition, entry) => ({
    ...partition,
    timestamp: timestampOf(entry),
  }))
  return move(call, context, [...(offsets ?? []), ...(timestamps ?? [])])
}

/** `POST …/positions/beginning`: contract B.8. */
export async function beginning(call: Call, context: Context): Promise<Answer> {
  return move(call, context, await ends(call, 'beginning'))
}

/** `POST …/positions/end`: contract B.8. */
export async function end(call: Call, context: Context): Promise<Answer> {
  return move(call, context, await ends(call, 'end'))
}

async function ends(call: Call, which: 'beginning' | 'end'): Promise<SeekTarget[]> {
  const request = requiredBody(await call.body(), PARTITIONS)
  return partitionList(request, 'partitions', [], (partition) => ({ ...partition, end: which })) ?? []
}

async function move(call: Call, context: Context, targets: readonly SeekTarget[]): Promise<Answer> {
  await seek(await context.consume(), consumerRef(call), targets, call.deadline)
  return { status: 204, headers: {}, body: null }
}

/** An ISO 8601 instant, such as `2024-02-01T10:00:00Z`; epoch milliseconds. */
function timestampOf(entry: JsonObject): number {
  const text = optional(entry, 'timestamp', STRING)
  const time =
    text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time) || time < 0) {
    throw new BadRequest("Bad Request: 'timestamp' must be an instant like 2024-02-01T10:00:00Z, 1970 or later.")
  }
  return time
}
