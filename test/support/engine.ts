import { createKafkaClient, type KafkaClient } from '../../shared/kafka/client.ts'
import { createProducer } from '../../shared/kafka/producer/engine.ts'
import { createLibrdkafkaProducer } from '../../shared/kafka/producer/librdkafka/engine.ts'
import type { ProducerSettings } from '../../shared/kafka/producer/settings.ts'
import type { KafkaSettings } from '../../shared/kafka/settings.ts'
import { createTopicCache } from '../../shared/kafka/topic-cache.ts'
import type { Producer } from '../../shared/produce/producer.ts'
import { type EngineName, librdkafka } from './librdkafka.ts'
import type { PassThrough } from './pass-through.ts'
import { stack } from './stack.ts'

const KAFKA: KafkaSettings = {
  bootstrapServers: [stack.kafka],
  clientId: 'test',
  connectTimeoutMs: 1000,
  requestTimeoutMs: 3000,
  connectionsMaxIdleMs: 180_000,
  metadataMaxAgeMs: 300_000,
  retryBackoffMs: 50,
}

const PRODUCER: ProducerSettings = {
  acks: -1,
  idempotence: true,
  compression: 'none',
  maxRequestBytes: 1_048_576,
  batchBytes: 16_384,
  lingerMs: 0,
  bufferBytes: 33_554_432,
  maxBlockMs: 1000,
  deliveryTimeoutMs: 60_000,
}

export type Detour = Pick<PassThrough, 'address' | 'target'>

export interface EngineOptions {
  /** Default `edge`. */
  readonly engine?: EngineName
  readonly kafka?: Partial<KafkaSettings>
  readonly producer?: Partial<ProducerSettings>
  /** Brokers that are reached through these instead of directly. */
  readonly through?: readonly Detour[]
}

export function kafkaSettings(other: Partial<KafkaSettings> = {}): KafkaSettings {
  return { ...KAFKA, ...other }
}

export function producerSettings(other: Partial<ProducerSettings> = {}): ProducerSettings {
  return { ...PRODUCER, ...other }
}

/** A producer engine with a client of its own; `close` it at the end of the test. */
export function createEngine(options: EngineOptions = {}): Producer {
  const client = createClient(options)
  const topics = createTopicCache(client)
  const settings = producerSettings(options.producer)
  if (options.engine === 'librdkafka') return createLibrdkafkaProducer(librdkafka(), client, topics, settings)
  return createProducer(client, topics, settings)
}

export function createClient({ through = [], kafka = {} }: EngineOptions): KafkaClient {
  if (through.length === 0) return createKafkaClient(kafkaSettings(kafka))
  const bootstrapServers = through.map(({ address }) => address)
  return detour(createKafkaClient(kafkaSettings({ bootstrapServers, ...kafka })), through)
}

/** A cluster tells where its brokers are; this client goes through the pass-throughs all the same. */
function detour(client: KafkaClient, through: readonly Detour[]): KafkaClient {
  return {
    ...client,
    get brokers() {
      return client.brokers
    },
    learn(brokers) {
      const found = [...brokers].map(([node, { host, port }]) => {
        const address = through.find(({ target }) => target === `${host}:${port}`)?.address ?? `${host}:${port}`
        const [name = '', number] = address.split(':')
        return [node, { host: name, port: Number(number) }] as const
      })
      client.learn(new Map(found))
    },
  }
}
