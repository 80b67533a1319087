import type { RecordFailure } from '../../produce/producer.ts'

/** The fates of records that the engine, not a broker, decides. */
export const CLOSED: RecordFailure = {
  failure: 'retriable',
  message: 'This proxy is stopping; send the record again.',
}
export const UNREACHABLE: RecordFailure = { failure: 'retriable', message: 'Not sent: Kafka cannot be reached.' }
export const FORGOTTEN: RecordFailure = {
  failure: 'unsure',
  message: 'The record is stored, but the partition leader does not know any more at which offset.',
}

export function notSent(reason: string): RecordFailure {
  return { failure: 'retriable', message: `Not sent in time: ${reason}` }
}

export function unsure(reason: string): RecordFailure {
  return { failure: 'unsure', message: `No answer in time, the record may have been stored: ${reason}` }
}

export function noSuchPartition(topic: string, partition: number, count: number): RecordFailure {
  return {
    failure: 'unknown-topic',
    message: `Topic '${topic}' has no partition ${partition}, only 0 to ${count - 1}.`,
  }
}

/** @param bytes  the record's own upper bound, batch included */
export function tooLarge(bytes: number, limit: number): RecordFailure {
  return { failure: 'too-large', message: `The record has about ${bytes} bytes; max.request.size is ${limit}.` }
}

export function badTimestamp(timestamp: number): RecordFailure {
  return { failure: 'refused', message: `${timestamp} is not a timestamp: milliseconds since 1970, a whole number.` }
}

export function bufferFull(limit: number): RecordFailure {
  return { failure: 'retriable', message: `Not sent: ${limit} bytes of records are waiting already; slow down.` }
}
