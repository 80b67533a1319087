import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMqttCounts } from '../../shared/mqtt/counts.ts'
import { createEmfMetrics, type EmfMetrics } from '../../shared/telemetry/emf.ts'
import { checkEmf, type EmfLine } from './emf-line.ts'

function start(options: { pending?: () => { records: number; bytes: number } } = {}) {
  const lines: EmfLine[] = []
  const metrics: EmfMetrics = createEmfMetrics({
    namespace: 'space',
    functionName: () => 'rest-proxy',
    properties: () => ({ functionRequestId: 'r-1' }),
    write: (line) => lines.push(checkEmf(line)),
    ...options,
  })
  return { metrics, lines }
}

describe('metrics in CloudWatch’s embedded metric format', () => {
  test('an invocation leaves one line, with its request’s duration and what was counted', () => {
    const { metrics, lines } = start()
    metrics.observeRequest('api.v2.produce-to-topic', 200, 12.5)
    metrics.countRecords(3, new Map([['unknown-topic', 2]]))
    metrics.countStoreCall('get')
    metrics.countStoreCall('update')
    metrics.flush()
    equal(lines.length, 1)
    const [{ _aws, ...members } = { _aws: undefined }] = lines
    deepEqual(members, {
      functionRequestId: 'r-1',
      function: 'rest-proxy',
      operation: 'api.v2.produce-to-topic',
      status: '2xx',
      kafka_rest_request_duration_seconds: [0.0125],
      kafka_rest_cold_starts_total: 1,
      kafka_rest_produced_records_stored: 3,
      kafka_rest_produced_records_unknown_topic: 2,
      kafka_rest_store_calls_total: 2,
    })
    deepEqual(
      _aws?.CloudWatchMetrics.map(({ Namespace, Dimensions }) => [Namespace, Dimensions]),
      [
        ['space', [['function'], ['function', 'status'], ['function', 'operation', 'status']]],
        ['space', [['function']]],
      ],
    )
  })

  test('the next one counts anew, and no cold start', () => {
    const { metrics, lines } = start()
    metrics.observeRequest('topics.list', 200, 1)
    metrics.flush()
    metrics.observeRequest('topics.list', 503, 2)
    metrics.flush()
    const [, second] = lines
    deepEqual(second?.kafka_rest_request_duration_seconds, [0.002])
    equal(second?.status, '5xx')
    ok(!('kafka_rest_cold_starts_total' in (second ?? {})))
  })

  test('nothing leaves no line', () => {
    const { metrics, lines } = start()
    metrics.flush()
    metrics.flush()
    // The first is of the start.
    equal(lines.length, 1)
  })

  test('what is together in one flush is a line for each operation and class of status, counts in one of them', () => {
    const { metrics, lines } = start()
    for (const status of [200, 204, 404]) metrics.observeRequest('a', status, 1)
    metrics.observeRequest('b', 200, 1)
    metrics.countRecords(7, new Map())
    metrics.flush()
    deepEqual(
      lines.map(({ operation, status, kafka_rest_request_duration_seconds: seconds }) => [operation, status, seconds]),
      [
        ['a', '2xx', [0.001, 0.001]],
        ['a', '4xx', [0.001]],
        ['b', '2xx', [0.001]],
      ],
    )
    deepEqual(
      lines.flatMap(({ kafka_rest_produced_records_stored: stored }) => stored ?? []),
      [7],
    )
  })

  test('no line has more values of a metric than CloudWatch reads', () => {
    const { metrics, lines } = start()
    for (let i = 0; i < 250; i++) metrics.observeRequest('a', 200, i)
    metrics.flush()
    const values = lines.map((line) => line.kafka_rest_request_duration_seconds as number[])
    deepEqual(
      values.map(({ length }) => length),
      [100, 100, 50],
    )
    deepEqual(
      values.flat(),
      Array.from({ length: 250 }, (_, i) => i / 1000),
    )
  })

  test('of MQTT a line says what has come since the last one, by reason, and how many are connected', () => {
    const { metrics, lines } = start()
    const counts = createMqttCounts()
    metrics.watchMqtt(counts)
    counts.connections = 3
    counts.accepted = 5
    counts.messages[1] = 100
    counts.unmatched = 2
    counts.closed.set('keep-alive', 2)
    counts.refused.set('not-allowed', 4)
    counts.dropped.set('expired', 1)
    metrics.flush()
    counts.messages[1] = 130
    counts.refused.set('not-allowed', 5)
    metrics.flush()
    counts.connections = 0
    metrics.flush()
    deepEqual(lines.map(mqttMembers), [
      {
        kafka_rest_mqtt_connections: 3,
        kafka_rest_mqtt_connections_accepted_total: 5,
        kafka_rest_mqtt_messages_qos1: 100,
        kafka_rest_mqtt_unmatched_total: 2,
        kafka_rest_mqtt_connections_closed_keep_alive: 2,
        kafka_rest_mqtt_refused_not_allowed: 4,
        kafka_rest_mqtt_dropped_expired: 1,
      },
      { kafka_rest_mqtt_connections: 3, kafka_rest_mqtt_messages_qos1: 30, kafka_rest_mqtt_refused_not_allowed: 1 },
    ])
  })

  test('what the producer holds is said while it holds something', () => {
    let held = { records: 5, bytes: 640 }
    const { metrics, lines } = start({ pending: () => held })
    metrics.flush()
    held = { records: 0, bytes: 0 }
    metrics.flush()
    deepEqual(
      lines.map((line) => [line.kafka_rest_producer_pending_records, line.kafka_rest_producer_pending_bytes]),
      [[5, 640]],
    )
  })
})

function mqttMembers(line: EmfLine): object {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name.startsWith('kafka_rest_mqtt_')))
}
