import { Forbidden } from '../http/errors/access.ts'
import {
  BrokerUnavailable,
  KafkaFailed,
  KafkaRefused,
  KafkaRetriable,
  KafkaThrottled,
  KafkaUnauthenticated,
  UnknownTopicOrPartition,
} from '../http/errors/kafka.ts'
import { PayloadError } from '../http/errors/produce.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { KafkaError, KafkaLoginRefused, KafkaTlsFailed, KafkaUnreachable } from './error.ts'

/** Errors of which Kafka's own text says what to change in the request (contract D, 40002). */
const REFUSALS = new Set([
  'TOPIC_ALREADY_EXISTS',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_REPLICA_ASSIGNMENT',
  'INVALID_CONFIG',
  'INVALID_REQUEST',
  'POLICY_VIOLATION',
  'SECURITY_DISABLED',
  'UNSUPPORTED_VERSION',
  'TOPIC_DELETION_DISABLED',
  'OFFSET_METADATA_TOO_LARGE',
  'INVALID_GROUP_ID',
  'UNKNOWN_SERVER_ERROR',
])

/**
 * What Kafka's word, or its silence, means to the client of a request that is not about single records.
 *
 * @returns `undefined` for anything that does not come from Kafka
 */
export function restErrorOf(error: unknown): RestError | undefined {
  if (error instanceof KafkaTlsFailed) return new BrokerUnavailable({ cause: error }, error.message)
  if (error instanceof KafkaUnreachable) return new BrokerUnavailable({ cause: error })
  if (error instanceof KafkaLoginRefused) return new KafkaUnauthenticated(error.message, { cause: error })
  if (!(error instanceof KafkaError)) return undefined
  const options = { cause: error }
  if (REFUSALS.has(error.id)) return new KafkaRefused(error.message, options)
  if (/AUTHORIZATION_FAILED$/.test(error.id)) return new Forbidden(error.message, options)
  switch (error.id) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
      return new UnknownTopicOrPartition(undefined, options)
    case 'INVALID_TOPIC_EXCEPTION':
      return new PayloadError('Payload error. Invalid topic name.', options)
    case 'SASL_AUTHENTICATION_FAILED':
      return new KafkaUnauthenticated(error.message, options)
    case 'THROTTLING_QUOTA_EXCEEDED':
      return new KafkaThrottled(error.message, options)
    case 'BROKER_NOT_AVAILABLE':
      return new BrokerUnavailable(options)
    default:
      return error.retriable ? new KafkaRetriable(error.message, options) : new KafkaFailed(error.message, options)
  }
}
