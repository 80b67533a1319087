import type { FailureKind, RecordFailure } from '../../produce/producer.ts'
import { KafkaError } from '../error.ts'
import type { PartitionAnswer } from './produce-api.ts'

/** What to do about a batch after the leader's answer. */
export type Reaction =
  | { readonly kind: 'stored' }
  /** An earlier attempt stored it, so long ago that the leader has forgotten where. */
  | { readonly kind: 'forgotten' }
  /** Send it again; `perhapsStored`: the same bytes, as the leader or its successor may have them. */
  | { readonly kind: 'again'; readonly perhapsStored: boolean }
  /** The leader does not know the numbering any more, and has not stored the batch: send its records under a new epoch. */
  | { readonly kind: 'renumber' }
  /** Nothing stored: cut smaller batches, to fit or to find the record that is refused. */
  | { readonly kind: 'split'; readonly tooLarge: boolean }
  /**
   * Nothing stored: these records are refused; the others of the batch may go again. `always`: because of what they are,
   * so that an earlier attempt was refused as well.
   */
  | {
      readonly kind: 'refused'
      readonly always: boolean
      readonly indexes: readonly number[]
      readonly failure: (index: number) => RecordFailure
    }

const DUPLICATE_SEQUENCE_NUMBER = 46
const MESSAGE_TOO_LARGE = 10
/**
 * Answers given before anything is appended. The other retriable ones leave it open: with acks=all even a leader that has
 * the batch says NOT_LEADER_OR_FOLLOWER when it loses its office while it waits for the replicas.
 */
const NOT_APPENDED = new Set([
  2 /* CORRUPT_MESSAGE */, 3 /* UNKNOWN_TOPIC_OR_PARTITION */, 5 /* LEADER_NOT_AVAILABLE */,
  19 /* NOT_ENOUGH_REPLICAS */,
])
const LOST_NUMBERING = new Set([
  45 /* OUT_OF_ORDER_SEQUENCE_NUMBER */, 47 /* INVALID_PRODUCER_EPOCH */, 59 /* UNKNOWN_PRODUCER_ID */,
  90 /* PRODUCER_FENCED */,
])
/** Refusals for the sake of single records: others of the batch, which may be other clients', are innocent. */
const RECORD_FAULTS = new Set([32 /* INVALID_TIMESTAMP */, 87 /* INVALID_RECORD */])
const ALWAYS = new Set([MESSAGE_TOO_LARGE, 18 /* RECORD_LIST_TOO_LARGE */, ...RECORD_FAULTS])

/** @param records  how many records the batch holds */
export function reaction(answer: PartitionAnswer, records: number): Reaction {
  const code = answer.errorCode
  if (code === 0) return { kind: 'stored' }
  if (code === DUPLICATE_SEQUENCE_NUMBER) return { kind: 'forgotten' }
  if (LOST_NUMBERING.has(code)) return { kind: 'renumber' }
  const error = new KafkaError(code, answer.message)
  if (error.retriable) return { kind: 'again', perhapsStored: !NOT_APPENDED.has(code) }
  if (code === MESSAGE_TOO_LARGE && records > 1) return { kind: 'split', tooLarge: true }
  const always = ALWAYS.has(code)
  if (RECORD_FAULTS.has(code) && records > 1) {
    if (answer.recordErrors.length === 0) return { kind: 'split', tooLarge: false }
    const messages = new Map(answer.recordErrors.map(({ index, message }) => [index, message]))
    return {
      kind: 'refused',
      always,
      indexes: [...messages.keys()],
      failure: (index) => ({ failure: 'refused', message: messages.get(index) || error.message }),
    }
  }
  const failure = failureOf(error)
  const indexes = Array.from({ length: records }, (_, index) => index)
  return { kind: 'refused', always, indexes, failure: () => failure }
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
