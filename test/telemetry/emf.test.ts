import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
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
