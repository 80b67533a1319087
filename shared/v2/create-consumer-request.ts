import type { Settings } from '../config/load.ts'
import type { InstanceConfig } from '../consume/instance.ts'
import { FetchMinBytesOutOfRange, InvalidConsumerConfig } from '../http/errors/consumer.ts'
import { BadRequest, Unprocessable } from '../http/errors/request.ts'
import { INT32, type JsonObject, optional, STRING } from '../http/json.ts'
import { objectBody } from '../http/json-body.ts'
import { optionalFormat } from './optional-format.ts'

const FIELDS = new Set([
  'name',
  'id',
  'format',
  'key.format',
  'auto.offset.reset',
  'auto.commit.enable',
  'fetch.min.bytes',
  'responseMinBytes',
  'consumer.request.timeout.ms',
  'requestWaitMs',
  'isolation.level',
  'consumer.instance.timeout.ms',
])
const RESETS = {
  earliest: 'earliest',
  latest: 'latest',
  none: 'none',
  smallest: 'earliest',
  largest: 'latest',
} as const
const MAX_FETCH_MIN_BYTES = 10_000_000
const MAX_NAME = 1000
const MIN_INSTANCE_TIMEOUT_MS = 1000

/** What `POST /consumers/{group}` asks for. */
export interface CreateConsumerRequest {
  readonly name?: string
  readonly config: InstanceConfig
}

/**
 * Reads the body of `POST /consumers/{group}` (contract B.4, and G for v1: `smallest` and `largest`, no automatic commits
 * unless asked for). `key.format`, `isolation.level` and `consumer.instance.timeout.ms` are extensions.
 *
 * @throws BadRequest, Unprocessable, FetchMinBytesOutOfRange, InvalidConsumerConfig
 */
export function parseCreateConsumerRequest(body: string, version: 1 | 2, settings: Settings): CreateConsumerRequest {
  const request = objectBody(body, FIELDS) ?? {}
  const name = optional(request, 'id', STRING) ?? optional(request, 'name', STRING)
  if (name !== undefined) checkName(name)
  const format = optionalFormat(request, 'format') ?? 'binary'
  const keyFormat = optionalFormat(request, 'key.format') ?? format
  return {
    ...(name !== undefined && { name }),
    config: {
      format,
      ...(keyFormat !== format && { keyFormat }),
      autoOffsetReset: reset(request, settings),
      autoCommit: flag(request, 'auto.commit.enable') ?? (version === 2 && settings.consumerAutoCommit),
      readCommitted: isolation(request, settings) === 'read_committed',
      fetchMinBytes: minBytes(request, settings),
      requestTimeoutMs: Math.min(
        duration(request, ['consumer.request.timeout.ms', 'requestWaitMs']) ?? settings.consumerRequestTimeoutMs,
        settings.consumerRequestTimeoutMaxMs,
      ),
      instanceTimeoutMs: instanceTimeout(request, settings),
    },
  }
}

/** The name becomes a segment of the instance's URI. @throws Unprocessable  it cannot be one */
function checkName(name: string): void {
  if (name === '') throw new Unprocessable('The name of a consumer instance must not be empty.')
  if (name.length > MAX_NAME) {
    throw new Unprocessable(`The name of a consumer instance must not have more than ${MAX_NAME} characters.`)
  }
  if (name === '.' || name === '..' || !name.isWellFormed()) {
    throw new Unprocessable("The name of a consumer instance must be UTF-8 and neither '.' nor '..'.")
  }
}

function reset(request: JsonObject, settings: Settings): InstanceConfig['autoOffsetReset'] {
  const wanted = optional(request, 'auto.offset.reset', STRING)?.toLowerCase() ?? settings.consumerAutoOffsetReset
  if (Object.hasOwn(RESETS, wanted)) return RESETS[wanted as keyof typeof RESETS]
  throw new InvalidConsumerConfig(`auto.offset.reset must be one of ${Object.keys(RESETS).join(', ')}.`)
}

function isolation(request: JsonObject, settings: Settings): string {
  const wanted = optional(request, 'isolation.level', STRING)?.toLowerCase() ?? settings.consumerReadCommitted
  if (wanted === 'read_committed' || wanted === 'read_uncommitted') return wanted
  throw new InvalidConsumerConfig('isolation.level must be read_committed or read_uncommitted.')
}

/** Confluent's is a string; a JSON boolean is taken as well. */
function flag(request: JsonObject, name: string): boolean | undefined {
  const value = request[name] ?? undefined
  if (value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  if (typeof value === 'string') throw new InvalidConsumerConfig(`${name} must be "true" or "false".`)
  throw new BadRequest(`Bad Request: '${name}' must be "true" or "false".`)
}

function minBytes(request: JsonObject, settings: Settings): number {
  const bytes = number(request, 'fetch.min.bytes') ?? number(request, 'responseMinBytes') ?? settings.fetchMinBytes
  if (bytes < -1 || bytes > MAX_FETCH_MIN_BYTES) throw new FetchMinBytesOutOfRange()
  return bytes
}

function duration(request: JsonObject, names: readonly string[]): number | undefined {
  for (const name of names) {
    const ms = number(request, name)
    if (ms === undefined) continue
    if (ms < 0) throw new InvalidConsumerConfig(`${name} must be 0 or more.`)
    return ms
  }
  return undefined
}

/** At least the shortest that the setting allows: an instance must outlive the way to its client and back. */
function instanceTimeout(request: JsonObject, settings: Settings): number {
  const name = 'consumer.instance.timeout.ms'
  const ms = duration(request, [name]) ?? settings.consumerInstanceTimeoutMs
  if (ms < MIN_INSTANCE_TIMEOUT_MS)
    throw new InvalidConsumerConfig(`${name} must be ${MIN_INSTANCE_TIMEOUT_MS} or more.`)
  return Math.min(ms, settings.consumerInstanceTimeoutMaxMs)
}

/** A whole number; digits in a string are taken as well, as scripts of the course send them. */
function number(request: JsonObject, name: string): number | undefined {
  const value = request[name]
  if (typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return Number(value)
  return optional(request, name, INT32)
}
