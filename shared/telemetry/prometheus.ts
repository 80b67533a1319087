import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * Metrics for a process that a Prometheus server asks.
 *
 * @param pending  what the producer holds, read when the page is asked for
 */
export function createPrometheusMetrics(pending: () => { records: number; bytes: number }): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const duration = new Histogram({
    name: 'kafka_rest_request_duration_seconds',
    help: 'Time from a request’s head to its answer, by operation and status class.',
    labelNames: ['operation', 'status'],
    buckets: SECONDS,
    registers: [register],
  })
  const records = new Counter({
    name: 'kafka_rest_produced_records_total',
    help: 'Records by what became of them.',
    labelNames: ['result'],
    registers: [register],
  })
  const storeCalls = new Counter({
    name: 'kafka_rest_store_calls_total',
    help: 'Calls to DynamoDB for consumer state, by operation.',
    labelNames: ['operation'],
    registers: [register],
  })
  for (const [name, help, read] of [
    ['kafka_rest_producer_pending_records', 'Records taken and not yet settled.', () => pending().records],
    ['kafka_rest_producer_pending_bytes', 'Bytes of records taken and not yet settled.', () => pending().bytes],
  ] as const) {
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(read())
      },
    })
  }
  const series = new Map<string, { observe(seconds: number): void }>()

  return {
    observeRequest(operation, status, ms) {
      const key = `${operation} ${status}`
      let known = series.get(key)
      if (!known) {
        known = duration.labels(operation, String(status))
        series.set(key, known)
      }
      known.observe(ms / 1000)
    },
    countRecords(stored, failed) {
      if (stored > 0) records.inc({ result: 'stored' }, stored)
      for (const [kind, count] of failed) records.inc({ result: kind }, count)
    },
    countStoreCall: (operation) => storeCalls.inc({ operation }),
    page: () => register.metrics(),
  }
}
