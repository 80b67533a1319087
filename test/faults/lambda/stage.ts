import { type Broker, newNode, startBroker } from '../../../infra/local/kafka/broker.ts'
import { newFolder } from '../../support/folder.ts'
import { createTopic, readTopic } from '../../support/kafka.ts'
import { type FunctionOptions, type LambdaFunction, startFunction } from '../../support/lambda-runtime/function.ts'
import { type PassThrough, startPassThrough } from '../../support/pass-through.ts'

/** A broker that clients know only by the pass-through before it, as if it were a network that can fail. */
export interface Stage {
  readonly broker: Broker
  readonly through: PassThrough
  /** Starts a function that knows the broker by the pass-through. */
  start(options?: FunctionOptions): Promise<LambdaFunction>
  createTopic(): Promise<string>
  /** The values stored in a topic, in order; waits for as many. */
  values(topic: string, count: number): Promise<string[]>
  close(): Promise<void>
}

/** Of the broker's: it gives connections up that have been idle for so long. */
export const BROKER_IDLE_MS = 1500

export async function openStage(): Promise<Stage> {
  const { port } = await newNode(1)
  const through = await startPassThrough(`127.0.0.1:${port}`)
  const broker = await startBroker({
    dir: newFolder('kafka'),
    port,
    properties: { 'connections.max.idle.ms': BROKER_IDLE_MS, 'advertised.listeners': `PLAINTEXT://${through.address}` },
  })
  return {
    broker,
    through,
    start: (options = {}) =>
      startFunction({
        ...options,
        environment: { KAFKA_REST_BOOTSTRAP_SERVERS: through.address, ...options.environment },
      }),
    createTopic: () => createTopic({ kafka: broker.bootstrap }),
    values: async (topic, count) => (await readTopic(topic, count, broker.bootstrap)).map(({ value }) => String(value)),
    async close() {
      await broker.stop(0)
      await through.close()
    },
  }
}

/** A produce request of JSON records. */
export function produce(...values: readonly unknown[]): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kafka.json.v2+json' },
    body: JSON.stringify({ records: values.map((value) => ({ value })) }),
  }
}

/** Waits for a condition, 20 s at most. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`It does not come about that ${what}.`)
  }
}
