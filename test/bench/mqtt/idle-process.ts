import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pino } from 'pino'
import { readConfig } from '../../../shared/config/read-config.ts'
import { createConnectionVerifiers } from '../../../shared/context/connection-verifiers.ts'
import { createContext } from '../../../shared/context.ts'
import { createMqttListening } from '../../../shared/mqtt/listening.ts'
import { createPrometheusMetrics } from '../../../shared/telemetry/prometheus.ts'
import { answerOrders } from '../subjects/child-side.ts'

/** What is in memory when nothing is left that could be freed, bytes. */
export interface MemoryUse {
  readonly rss: number
  /** Of JavaScript's objects. */
  readonly heap: number
  /** Of buffers and whatever else objects hold outside the heap. */
  readonly external: number
}

const [kafka = '', topic = '', port = ''] = process.argv.slice(2)
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** The listener alone in a process of its own, which can collect its garbage when it is asked what it uses. */
const config = await readConfig({
  KAFKA_REST_BOOTSTRAP_SERVERS: kafka,
  KAFKA_REST_LISTENERS: 'http://127.0.0.1:0',
  KAFKA_MQTT_LISTENERS: `mqtt://127.0.0.1:${port}`,
  KAFKA_MQTT_TOPIC_REGEX_LIST: `${topic}:bench/.+`,
})
const context = createContext(config, {
  log: pino({ level: 'silent' }),
  createMetrics: createPrometheusMetrics,
  connections: createConnectionVerifiers(config.settings),
})
if (!config.mqtt) throw new Error('No MQTT is asked for.')
const listening = await createMqttListening(config.mqtt, context)
await listening.listen()

answerOrders(async (): Promise<MemoryUse> => {
  // What one collection frees lets the next one free more.
  for (let n = 0; n < 4; n++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heap: heapUsed, external }
})
