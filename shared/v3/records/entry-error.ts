import type { RestError } from '../../http/errors/rest-error.ts'
import type { FailureKind, RecordFailure } from '../../produce/producer.ts'

/** Why a record was not stored, in the answer to it. */
export interface EntryError {
  readonly code: number
  /** One line. */
  readonly message: string
}

/** Codes of what became of a record in Kafka (contract C.9). */
const CODES: Readonly<Record<FailureKind, number>> = {
  unauthenticated: 40101,
  unauthorized: 40301,
  'unknown-topic': 40401,
  'too-large': 413,
  refused: 50002,
  retriable: 50003,
  unsure: 50003,
}

export function entryErrorOf({ failure, message }: RecordFailure): EntryError {
  return { code: CODES[failure], message: firstLine(message) }
}

/**
 * A record that never reached Kafka. The fine codes of 422 stand in the text only (contract C.9); 422 itself means an unknown
 * member, which is 400 here.
 */
export function refusedEntry({ status, code, message }: RestError): EntryError {
  if (code === 422) return { code: 400, message: firstLine(`Bad Request: ${message}`) }
  if (status === 422) return { code: 422, message: firstLine(`Error: ${code} : ${message}`) }
  return { code, message: firstLine(message) }
}

/** A record beyond the rate limit (contract C.9). */
export const RATE_EXCEEDED: EntryError = {
  code: 429,
  message: 'Request rate limit exceeded: The rate limit of requests per second has been exceeded.',
}

/** For a topic that cannot be: no registry should keep a subject for it. */
export function invalidTopic(topic: string): EntryError {
  return { code: 40002, message: firstLine(`'${topic}' is not a valid topic name.`) }
}

function firstLine(message: string): string {
  const end = message.search(/[\r\n]/)
  return end < 0 ? message : message.slice(0, end)
}
