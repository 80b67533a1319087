import type { MqttCounts } from '../mqtt/counts.ts'

type Numbers = Iterable<readonly [name: string, number: number]>

/**
 * What has been counted of MQTT since it was last asked for, by the names of its metrics, and what is at the moment.
 *
 * How long Kafka took is not among it: a line has room for a hundred values of a metric, and a second may bring thousands.
 */
export function mqttNumbers(counts: MqttCounts): () => Numbers {
  const before = new Map<string, number>()
  return function* () {
    for (const [name, total] of totals(counts)) {
      const by = total - (before.get(name) ?? 0)
      before.set(name, total)
      if (by > 0) yield [name, by]
    }
    if (counts.connections > 0) yield ['kafka_rest_mqtt_connections', counts.connections]
  }
}

function* totals({ accepted, unmatched, repeated, messages, ...byReason }: MqttCounts): Numbers {
  yield ['kafka_rest_mqtt_connections_accepted_total', accepted]
  yield ['kafka_rest_mqtt_unmatched_total', unmatched]
  yield ['kafka_rest_mqtt_repeated_total', repeated]
  for (const [qos, count] of messages.entries()) yield [`kafka_rest_mqtt_messages_qos${qos}`, count]
  yield* reasons('kafka_rest_mqtt_connections_closed', byReason.closed)
  yield* reasons('kafka_rest_mqtt_refused', byReason.refused)
  yield* reasons('kafka_rest_mqtt_dropped', byReason.dropped)
}

function* reasons(name: string, counts: ReadonlyMap<string, number>): Numbers {
  for (const [reason, count] of counts) yield [`${name}_${reason.replaceAll('-', '_')}`, count]
}
