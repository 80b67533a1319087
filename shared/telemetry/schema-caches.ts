import { Gauge, type Registry } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** Gauges of how much each cache of schemas holds, read when the page is asked for. */
export function schemaCaches(register: Registry): Metrics['watchSchemaCache'] {
  const caches = new Map<string, Parameters<Metrics['watchSchemaCache']>[1]>()
  for (const [name, help, member] of [
    ['kafka_rest_schema_cache_entries', 'Schemas, ids and refusals kept in memory, by cache.', 'entries'],
    ['kafka_rest_schema_cache_characters', 'Characters of schema text behind them, by cache.', 'weight'],
  ] as const) {
    new Gauge({
      name,
      help,
      labelNames: ['cache'],
      registers: [register],
      collect() {
        for (const [cache, holding] of caches) this.set({ cache }, holding()[member])
      },
    })
  }
  return (cache, holding) => caches.set(cache, holding)
}
