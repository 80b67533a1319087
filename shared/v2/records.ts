import type { InstanceConfig } from '../consume/instance.ts'
import { type ReadPlan, read } from '../consume/read.ts'
import { createRecordsWriter, type Extras } from '../consume/render/records-writer.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { FormatMismatch } from '../http/errors/consumer.ts'
import { BadRequest, NotFound } from '../http/errors/request.ts'
import { EMBEDDED, EMBEDDED_TYPES, type EmbeddedType, isServed, JSON_TYPE, V1, V2 } from '../http/media-types.ts'
import { negotiate } from '../http/negotiation.ts'
import { consumerRef } from './consumer-ref.ts'

const MAX_KEY = 255

/** `GET …/records`: contract B.10. */
export async function get(call: Call, context: Context): Promise<Answer> {
  const { settings } = context
  const startedAt = Date.now()
  // Not every way to this proxy lets an empty header through: it is none.
  const key = call.header('idempotency-key') || undefined
  if (key !== undefined && key.length > MAX_KEY) {
    throw new BadRequest(`Bad Request: the Idempotency-Key must not have more than ${MAX_KEY} characters.`)
  }
  const timeout = positive(call, 'timeout')
  const maxBytes = Math.min(positive(call, 'max_bytes') ?? Number.POSITIVE_INFINITY, settings.consumerRequestMaxBytes)
  const extras = extrasOf(call)
  const mostBytes = settings.responseMaxBytes || Number.POSITIVE_INFINITY
  const { partWriters, runs } = await context.rendering()
  const plan = (config: InstanceConfig): ReadPlan => {
    recordsType(call, config)
    const { format, keyFormat = format, requestTimeoutMs } = config
    const wait = Math.min(timeout ?? requestTimeoutMs, settings.consumerRequestTimeoutMaxMs)
    return {
      waitUntil: Math.min(startedAt + wait, call.deadline - MARGIN_MS),
      maxBytes,
      shape: `${maxBytes} ${extras.headers} ${extras.timestamp}`,
      createWriter: (capacity) =>
        createRecordsWriter(partWriters[format], extras, context.answerBuffers.take(capacity), {
          writeKey: partWriters[keyFormat],
          mostBytes,
          runs,
        }),
      dropWriter: ({ memory }) => context.answerBuffers.give(memory),
    }
  }
  const request = {
    plan,
    permit: (topic: string) => call.require('consume', topic),
    ...(key !== undefined && { idempotencyKey: key }),
  }
  const { body, config } = await read(await context.consume(), consumerRef(call), request, call.deadline)
  const sent = () => context.answerBuffers.give(body)
  return { status: 200, headers: { 'Content-Type': recordsType(call, config) }, body, sent }
}

/**
 * The type of the answer, which is that of the values. An Accept that names no embedded format is answered in the instance's own; one that names
 * another than the instance's is refused (contract B.10).
 *
 * @throws FormatMismatch
 * @throws NotFound  the settings hide reading in the instance's format
 */
function recordsType(call: Call, { format, keyFormat = format }: InstanceConfig): string {
  const own = EMBEDDED_TYPES.filter((type) => EMBEDDED[type] === format)
  const others = EMBEDDED_TYPES.filter((type) => EMBEDDED[type] !== format)
  if (!isServed(format, call.produces) || !isServed(keyFormat, call.produces)) throw new NotFound()
  // Of types that are equally welcome the instance's own comes first, and one with a format before those without.
  const type = negotiate(call.header('accept'), [...own, ...others, V2, V1, JSON_TYPE]) ?? call.answerType
  if (others.includes(type as EmbeddedType)) throw new FormatMismatch(format)
  // Of a format that v1 has, the last is v1's.
  return type === V1 ? (own.at(-1) as string) : type
}

/** A whole number in the query; 0 and less mean "not given" (contract B.10). @throws NotFound when it is no number */
function positive(call: Call, name: string): number | undefined {
  const text = call.query(name)
  if (text === undefined) return undefined
  if (!/^-?\d{1,15}$/.test(text)) throw new NotFound()
  return Number(text) > 0 ? Number(text) : undefined
}

/** `?include=headers,timestamp`, an extension. */
export function extrasOf(call: Call): Extras {
  const wanted = call.query('include')?.split(',') ?? []
  return { headers: wanted.includes('headers'), timestamp: wanted.includes('timestamp') }
}

/** Time to save and answer after the wait. */
const MARGIN_MS = 300
