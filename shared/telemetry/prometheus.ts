import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'
import { watchMqtt } from './mqtt-metrics.ts'
import { mqttSourceMetrics } from './mqtt-source.ts'
import { createRequestDurations } from './request-durations.ts'
import { schemaCaches } from './schema-caches.ts'

/**
 * Metrics for a process that a Prometheus server asks.
 *
 * @param pending  what the producer holds, read when the page is asked for
 */
export function createPrometheusMetrics(pending: () => { records: number; bytes: number }): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const durations = createRequestDurations()
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
  const limited = new Counter({
    name: 'kafka_rest_limited_total',
    help: 'Requests, records and connections beyond a limit, by the limit.',
    labelNames: ['limit'],
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
  const caches = schemaCaches(register)
  const stored = records.labels('stored')

  return {
    observeRequest: durations.observe,
    countRecords(count, failed) {
      if (count > 0) stored.inc(count)
      for (const [kind, refused] of failed) records.inc({ result: kind }, refused)
    },
    watchSchemaCache: caches,
    watchMqttSource: (source) => mqttSourceMetrics(register, source),
    watchMqtt: (counts) => watchMqtt(counts, register),
    countStoreCall: (operation) => storeCalls.inc({ operation }),
    countLimited: (limit) => limited.inc({ limit }),
    page: async () => (await register.metrics()) + durations.text(),
  }
}
