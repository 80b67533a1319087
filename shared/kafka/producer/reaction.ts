import type { FailureKind, RecordFailure } from '../../produce/producer.ts'
import { KafkaError } from '../error.ts'
import type { PartitionAnswer } from './produce-api.ts'

/** What to do about a batch after the leader's answer. */
export type Reaction =
  | { readonly kind: 'stored' }
  /** Send the same bytes again; `appended`: the leader has them, but not yet as many replicas as asked for. */
  | { readonly kind: 'again'; readonly appended: boolean }
  /** The leader does not know the numbering any more: send the records under a new epoch. */
  | { readonly kind: 'renumber' }
  /** Nothing stored: cut smaller batches, to fit or to find the record that is refused. */
  | { readonly kind: 'split'; readonly tooLarge: boolean }
  /** Nothing stored: these records are refused; the others of the batch may go again. */
  | {
      readonly kind: 'refused'
      readonly indexes: readonly number[]
      readonly failure: (index: number) => RecordFailure
    }

const DUPLICATE_SEQUENCE_NUMBER = 46
const MESSAGE_TOO_LARGE = 10
const APPENDED_BUT = new Set([7 /* REQUEST_TIMED_OUT */, 20 /* NOT_ENOUGH_REPLICAS_AFTER_APPEND */])
const LOST_NUMBERING = new Set([
  45 /* OUT_OF_ORDER_SEQUENCE_NUMBER */, 47 /* INVALID_PRODUCER_EPOCH */, 59 /* UNKNOWN_PRODUCER_ID */,
  90 /* PRODUCER_FENCED */,
])
/** Refusals for the sake of single records: others of the batch, which may be other clients', are innocent. */
const RECORD_FAULTS = new Set([32 /* INVALID_TIMESTAMP */, 87 /* INVALID_RECORD */])

/** @param records  how many records the batch holds */
export function reaction(answer: PartitionAnswer, records: number): Reaction {
  const code = answer.errorCode
  if (code === 0 || code === DUPLICATE_SEQUENCE_NUMBER) return { kind: 'stored' }
  if (LOST_NUMBERING.has(code)) return { kind: 'renumber' }
  const error = new KafkaError(code, answer.message)
  if (error.retriable) return { kind: 'again', appended: APPENDED_BUT.has(code) }
  if (code === MESSAGE_TOO_LARGE && records > 1) return { kind: 'split', tooLarge: true }
  if (RECORD_FAULTS.has(code) && records > 1) {
    if (answer.recordErrors.length === 0) return { kind: 'split', tooLarge: false }
    const messages = new Map(answer.recordErrors.map(({ index, message }) => [index, message]))
    return {
      kind: 'refused',
      indexes: [...messages.keys()],
      failure: (index) => ({ failure: 'refused', message: messages.get(index) || error.message }),
    }
  }
  const failure = failureOf(error)
  return { kind: 'refused', indexes: Array.from({ length: records }, (_, index) => index), failure: () => failure }
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  SASL_AUTHENTICATION_FAILED: 'unauthenticated',
  TOPIC_AUTHORIZATION_FAILED: 'unauthorized',
  CLUSTER_AUTHORIZATION_FAILED: 'unauthorized',
}

/** What a broker's error means to whoever sent the record. */
export function failureOf(error: KafkaError): RecordFailure {
  return { failure: KINDS[error.id] ?? (error.retriable ? 'retriable' : 'refused'), message: error.message }
}
