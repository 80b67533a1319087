import type { RecordFailure, RecordResult } from '../../../produce/producer.ts'
import { KafkaError } from '../../error.ts'
import { CLOSED, FORGOTTEN, UNREACHABLE, unsure } from '../failures.ts'
import type { PartitionAnswer } from '../produce-api.ts'
import { failureOf, reaction } from '../reaction.ts'
import type { DeliveryReport } from './native.ts'

/** librdkafka's own codes, as far as they can end a record (rdkafka.h). */
const OWN = {
  destroyed: -197,
  transport: -195,
  resolve: -193,
  messageTimedOut: -192,
  unknownPartition: -190,
  unknownTopic: -188,
  allBrokersDown: -187,
  invalidArgument: -186,
  timedOut: -185,
  queueFull: -184,
  state: -172,
  authentication: -169,
  purgedInQueue: -152,
  purgedInFlight: -151,
  fatal: -150,
  refusedForAnother: -138,
} as const

const UNKNOWN_TOPIC_OR_PARTITION = 3
const TOPIC_AUTHORIZATION_FAILED = 29

const FOR_ANOTHER: RecordFailure = {
  failure: 'retriable',
  message: 'Not stored: another record that travelled with it was refused; send it again.',
}

/** What can be done about a message that librdkafka does not take. */
export type Refusal =
  /** What it knows of the topic is older than what we know: once it has asked again, it will take it. */
  | { readonly kind: 'stale' }
  /** Its queue is full. */
  | { readonly kind: 'full' }
  /** This producer takes nothing any more; another one may. */
  | { readonly kind: 'dead' }
  | { readonly kind: 'refused'; readonly failure: RecordFailure; readonly stale: boolean }

/** @param code  of what `produce` threw */
export function refusalOf(code: number | undefined): Refusal {
  if (isStale(code)) return { kind: 'stale' }
  switch (code) {
    case OWN.queueFull:
      return { kind: 'full' }
    case undefined:
    case OWN.fatal:
    case OWN.state:
    case OWN.destroyed:
      return { kind: 'dead' }
    default: {
      const failure = failureOf(new KafkaError(code))
      return { kind: 'refused', failure, stale: code === TOPIC_AUTHORIZATION_FAILED }
    }
  }
}

/** Whether the record is not stored, and could be if what librdkafka knows of its topic were not older than what we know. */
export function isStale(code: number | undefined): boolean {
  return code === OWN.unknownPartition || code === OWN.unknownTopic || code === UNKNOWN_TOPIC_OR_PARTITION
}

const TOO_LARGE = new Set([10 /* MESSAGE_TOO_LARGE */, 18 /* RECORD_LIST_TOO_LARGE */])
const RECORD_FAULTS: ReadonlySet<number> = new Set([
  32 /* INVALID_TIMESTAMP */,
  87 /* INVALID_RECORD */,
  OWN.refusedForAnother,
])

/** What of a whole batch the broker refused, if it was for that: its records are not stored, and most may be without the others. */
export function batchFault(code: number): 'too large' | 'a record' | undefined {
  if (TOO_LARGE.has(code)) return 'too large'
  return RECORD_FAULTS.has(code) ? 'a record' : undefined
}

/**
 * A message's fate in the words of the port, the same as those of the default engine for the same answer of a broker.
 *
 * librdkafka sends again by itself what may be sent again. What it gives up it may have sent, and its report does not say
 * whether it has: that is `unsure`.
 *
 * @param code  0 when there is none
 */
export function fateOf(code: number, { partition, offset, timestamp }: DeliveryReport): RecordResult {
  // Stored by an earlier attempt, too long ago for the leader to know where.
  if (code === 0 && offset < 0) return FORGOTTEN
  if (code === 0) return { partition, offset: BigInt(offset), timestamp: timestamp ?? Date.now() }
  return code < 0 ? ownFate(code) : answeredFate(code)
}

function ownFate(code: number): RecordFailure {
  switch (code) {
    case OWN.unknownTopic:
    case OWN.unknownPartition:
      return failureOf(new KafkaError(UNKNOWN_TOPIC_OR_PARTITION))
    case OWN.authentication:
      return { failure: 'unauthenticated', message: 'Kafka did not accept the credentials it was shown.' }
    case OWN.purgedInQueue:
      return CLOSED
    case OWN.resolve:
      return UNREACHABLE
    case OWN.refusedForAnother:
      return FOR_ANOTHER
    default:
      return unsure('the partition leader has not answered in time.')
  }
}

function answeredFate(errorCode: number): RecordFailure {
  const answer: PartitionAnswer = {
    ...{ topic: '', partition: 0, errorCode, baseOffset: -1n, logAppendTime: -1 },
    ...{ recordErrors: [], message: null },
  }
  const verdict = reaction(answer, 1)
  if (verdict.kind === 'refused') return verdict.failure(0)
  if (verdict.kind === 'forgotten') return FORGOTTEN
  const failure = failureOf(new KafkaError(errorCode))
  const perhapsStored = verdict.kind !== 'again' || verdict.perhapsStored
  return perhapsStored ? unsure(failure.message) : failure
}
