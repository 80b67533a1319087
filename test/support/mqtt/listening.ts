import { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'
import { readConfig } from '../../../shared/config/read-config.ts'
import { createConnectionVerifiers } from '../../../shared/context/connection-verifiers.ts'
import { type Context, createContext } from '../../../shared/context.ts'
import { createMqttListening } from '../../../shared/mqtt/listening.ts'
import { createPrometheusMetrics } from '../../../shared/telemetry/prometheus.ts'
import { baseEnvironment } from '../proxy-process.ts'

/** The MQTT listener in this process, as the node server starts it. */
export interface Listening {
  /** In the order of the settings. */
  readonly ports: readonly number[]
  readonly context: Context
  /** What was logged, an event each. */
  readonly log: readonly Record<string, unknown>[]
  /** The number of a metric, written with its labels as the page has it; 0 when it is not there. */
  metric(name: string): Promise<number>
  /** @param graceMs  for what is with Kafka */
  stop(graceMs?: number): Promise<void>
}

/** @param environment  settings besides those of every proxy under test; the listener is one without TLS */
export async function startListening(environment: Record<string, string>): Promise<Listening> {
  const config = await readConfig({
    ...baseEnvironment(),
    KAFKA_MQTT_LISTENERS: 'mqtt://127.0.0.1:0',
    ...environment,
  })
  const { lines: log, logger } = keptLog()
  const context = createContext(config, {
    log: logger,
    createMetrics: createPrometheusMetrics,
    connections: createConnectionVerifiers(config.settings),
  })
  if (!config.mqtt) throw new Error('No MQTT is asked for.')
  const listening = await createMqttListening(config.mqtt, context)
  await listening.listen()
  return {
    ports: log.filter(({ event }) => event === 'mqtt.started').map(({ port }) => port as number),
    context,
    log,
    async metric(name) {
      const line = (await context.metrics.page()).split('\n').find((each) => each.startsWith(`${name} `))
      return Number(line?.slice(name.length) ?? 0)
    },
    async stop(graceMs = 2_000) {
      const deadline = Date.now() + graceMs
      await listening.stop(deadline)
      await context.close(deadline)
    },
  }
}

function keptLog(): { lines: Record<string, unknown>[]; logger: Logger } {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  return { lines, logger: pino({ level: 'debug' }, stream) }
}
