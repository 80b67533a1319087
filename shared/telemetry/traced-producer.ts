import type { OutgoingRecord, Producer } from '../produce/producer.ts'

const NAME = 'traceparent'

/**
 * The same producer, telling whoever reads a record which trace it came with, as OpenTelemetry's clients for Kafka do: in the
 * header `traceparent`. A record that has one keeps it.
 *
 * @param traceparent  of the request that is being served
 */
export function tracedProducer(producer: Producer, traceparent: () => string | undefined): Producer {
  return {
    produce(topic, records, deadline, sequence) {
      const value = traceparent()
      const traced = value === undefined ? records : records.map((record) => withTrace(record, Buffer.from(value)))
      return producer.produce(topic, traced, deadline, sequence)
    },
    get pending() {
      return producer.pending
    },
    close: (deadline) => producer.close(deadline),
  }
}

function withTrace(record: OutgoingRecord, value: Buffer): OutgoingRecord {
  const { headers = [] } = record
  if (headers.some(({ name }) => name.toLowerCase() === NAME)) return record
  return { ...record, headers: [...headers, { name: NAME, value }] }
}
