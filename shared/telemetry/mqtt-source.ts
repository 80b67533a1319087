import { Counter, Gauge, type Registry } from 'prom-client'
import type { WatchedMqttSource } from './metrics.ts'

const NAMES = {
  stored: 'stored',
  unmatched: 'unmatched',
  refused: 'refused',
} as const satisfies Partial<Record<keyof WatchedMqttSource['counts'], string>>

/** What has become of messages from an MQTT broker, read when the page is asked for. */
export function mqttSourceMetrics(register: Registry, source: WatchedMqttSource): void {
  const registers = [register]
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `kafka_rest_mqtt_source_${name}_total`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  const { counts } = source
  new Counter({
    name: 'kafka_rest_mqtt_source_messages_total',
    help: 'Messages from the MQTT broker by what became of them.',
    labelNames: ['result'],
    registers,
    collect() {
      this.reset()
      for (const [key, result] of Object.entries(NAMES)) this.inc({ result }, counts[key as keyof typeof NAMES])
    },
  })
  counter('received', 'Messages that the MQTT broker has sent, however often each.', () => counts.received)
  counter('repeated', 'Of these, sent again while the first was on its way, and not stored twice.', () => counts.again)
  counter('retries', 'Calls to Kafka for messages that had to be tried again.', () => counts.retried)
  counter('reconnects', 'Connections to the MQTT broker after the first.', () => counts.reconnects)
  for (const [name, help, read] of [
    ['connected', 'Whether it is connected and subscribed.', () => Number(source.subscribed)],
    ['in_flight', 'Messages taken and not yet acknowledged.', () => source.inFlight],
  ] as const) {
    new Gauge({
      name: `kafka_rest_mqtt_source_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
}
