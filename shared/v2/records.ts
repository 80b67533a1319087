import { findInstance } from '../consume/change.ts'
import type { ConsumeFormat } from '../consume/instance.ts'
import { read } from '../consume/read.ts'
import { createRecordsWriter, type Extras } from '../consume/render/records-writer.ts'
import type { ConsumeServices } from '../consume/services.ts'
import type { Context } from '../context.ts'
import type { Answer } from '../http/answer.ts'
import type { Call } from '../http/call.ts'
import { BadRequest, FormatMismatch, NotFound } from '../http/errors.ts'
import { EMBEDDED, type EmbeddedType, JSON_TYPE, V1, V2 } from '../http/media-types.ts'
import { consumerRef } from './consumer-ref.ts'

const MAX_KEY = 255

/** `GET …/records`: contract B.10. */
export async function get(call: Call, context: Context): Promise<Answer> {
  return readRecords(call, context, await context.consume())
}

/** Reads an instance that is subscribed already. @throws FormatMismatch and what {@link read} throws */
export async function readRecords(call: Call, context: Context, services: ConsumeServices): Promise<Answer> {
  const { settings } = context
  const ref = consumerRef(call)
  const instance = await findInstance(services, ref, call.deadline)
  const { config } = instance
  const type = recordsType(call, config.format)
  const key = call.header('idempotency-key')
  if (key !== undefined && (key === '' || key.length > MAX_KEY)) {
    throw new BadRequest(`Bad Request: the Idempotency-Key must have 1 to ${MAX_KEY} characters.`)
  }
  const wait = positive(call, 'timeout') ?? config.requestTimeoutMs
  const maxBytes = Math.min(positive(call, 'max_bytes') ?? Number.POSITIVE_INFINITY, settings.consumerRequestMaxBytes)
  const extras = extrasOf(call)
  const body = await read(
    services,
    ref,
    instance,
    {
      waitUntil: Math.min(Date.now() + Math.min(wait, settings.consumerRequestTimeoutMaxMs), call.deadline - MARGIN_MS),
      maxBytes,
      ...(key !== undefined && { idempotencyKey: key }),
      createWriter: (capacity) => createRecordsWriter(context.partWriters[config.format], extras, capacity),
    },
    call.deadline,
  )
  return { status: 200, headers: { 'Content-Type': type }, body }
}

/**
 * The type of the answer. An Accept that names no embedded format is answered in the instance's own; one that names
 * another than the instance's is refused (contract B.10).
 */
function recordsType(call: Call, format: ConsumeFormat): string {
  const asked = call.answerType
  if (asked in EMBEDDED) {
    if (EMBEDDED[asked as EmbeddedType] !== format) throw new FormatMismatch(format)
    return asked
  }
  const named = (call.header('accept') ?? '').includes(asked)
  if (named && (asked === JSON_TYPE || asked === V2)) return asked
  return `application/vnd.kafka.${format}.${asked === V1 ? 'v1' : 'v2'}+json`
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
