import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MqttCounts } from '../mqtt/counts.ts'

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * Shows what the MQTT listener counts; it is read when the page is asked for, so that counting costs an addition.
 *
 * @returns hears how long Kafka took to acknowledge messages, in milliseconds
 */
export function watchMqtt(counts: MqttCounts, register: Registry): (ms: number) => void {
  const registers = [register]
  new Gauge({
    name: 'kafka_rest_mqtt_connections',
    help: 'Open MQTT connections.',
    registers,
    collect() {
      this.set(counts.connections)
    },
  })
  counter('kafka_rest_mqtt_connections_accepted_total', 'MQTT connections that came.', () => counts.accepted)
  counter('kafka_rest_mqtt_unmatched_total', 'Messages whose topic belongs to no Kafka topic.', () => counts.unmatched)
  counter('kafka_rest_mqtt_repeated_total', 'Messages that came again and were produced once.', () => counts.repeated)
  labelled('kafka_rest_mqtt_messages_total', 'Messages that came, by their QoS.', 'qos', () =>
    counts.messages.map((count, qos) => [String(qos), count] as const),
  )
  labelled(
    'kafka_rest_mqtt_connections_closed_total',
    'MQTT connections that ended, by why.',
    'reason',
    () => counts.closed,
  )
  labelled(
    'kafka_rest_mqtt_refused_total',
    'Messages whose senders were told that they are not stored, by why.',
    'reason',
    () => counts.refused,
  )
  labelled(
    'kafka_rest_mqtt_dropped_total',
    'Messages that are not stored and whose senders do not know, by why.',
    'reason',
    () => counts.dropped,
  )
  const durations = new Histogram({
    name: 'kafka_rest_mqtt_produce_duration_seconds',
    help: 'From a message’s arrival to Kafka’s acknowledgement.',
    buckets: BUCKETS,
    registers,
  })
  return (ms) => durations.observe(ms / 1000)

  function counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  function labelled(
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [value: string, count: number]>,
  ): void {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of read()) this.inc({ [label]: value }, count)
      },
    })
  }
}
