import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../../../shared/config/config.ts'
import { createContext } from '../../../shared/context.ts'
import { startConfiguredSource } from '../../../shared/mqtt/source/configured.ts'
import { createPrometheusMetrics } from '../../../shared/telemetry/prometheus.ts'
import { baseEnvironment } from '../../support/proxy-process.ts'

/** Source mode in this process. */
export interface RunningSource {
  /** Lines so far. */
  readonly log: readonly string[]
  /** Whether `/health/ready` names it as up. */
  readonly isReady: () => Promise<boolean>
  /** Of `/metrics`. */
  page(): Promise<string>
}

/** Starts it over the test stack by settings; it ends with the test. */
export async function startSourceHere(t: TestContext, environment: Record<string, string>): Promise<RunningSource> {
  const config = loadConfig({ ...baseEnvironment(), ...environment })
  if (!config.mqttSource) throw new Error('These settings subscribe nowhere.')
  const log: string[] = []
  const context = createContext(config, {
    log: pino({ level: 'info' }, { write: (line) => log.push(line) }),
    createMetrics: createPrometheusMetrics,
  })
  const source = await startConfiguredSource(config.mqttSource, config.settings, context)
  t.after(async () => {
    await source.stop(Date.now() + 1000)
    await context.close(Date.now() + 1000)
  })
  return {
    log,
    page: () => context.metrics.page(),
    async isReady() {
      try {
        await context.probes.get('mqtt_source')?.(Date.now() + 1000)
        return true
      } catch {
        return false
      }
    },
  }
}
