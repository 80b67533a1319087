import type { OutgoingRecord, RecordFailure } from '../../../produce/producer.ts'

/** Why a record that Kafka would take cannot be sent by librdkafka; better none than another one. */
export function faultOf({ timestamp, headers }: OutgoingRecord): RecordFailure | undefined {
  if (timestamp === 0) return refused('the timestamp 0, which is the present to it')
  if (headers?.some(({ name }) => name.includes('\0'))) return refused('a header with a NUL in its name')
  return undefined
}

function refused(what: string): RecordFailure {
  return { failure: 'refused', message: `librdkafka, with which this proxy produces, cannot send ${what}.` }
}
