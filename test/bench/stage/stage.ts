import { join } from 'node:path'
import { java } from '../../../infra/local/downloads/java.ts'
import { kafkaToolsClassPath } from '../../../infra/local/downloads/kafka.ts'
import { startDynamoDb } from '../../../infra/local/dynamodb.ts'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { startRegistry } from '../../../infra/local/registry.ts'
import { ensureTable } from '../../../infra/local/table.ts'
import type { Address } from '../load/address.ts'
import type { LoadOrder } from '../load/order.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import { listeningProcess } from '../peer/listening-process.ts'
import { waitForPeer } from '../peer/wait.ts'
import type { EngineOrder } from '../subjects/engine-order.ts'
import { measureJava } from '../subjects/java.ts'
import type { ProxyOptions } from '../subjects/proxy.ts'
import { clearGround } from './ground.ts'
import { startSubjects } from './subjects.ts'
import { openTopics } from './topic.ts'

/** As long as a short run of it takes in all: nobody reports of its later minutes. */
const JAVA_WARMUP_MS = 3_000

/** HTTP requests of one kind. */
export type Load = Pick<LoadOrder, 'request' | 'connections' | 'recordsPerRequest'>

/** Calls of the engine of one kind. */
export type Calls = Pick<EngineOrder, 'callers' | 'recordsPerRequest' | 'bytes'>

/** How long a measurement takes; see the members of `Options` and of `Loop`. */
export interface Timing {
  readonly settleMs: number
  readonly durationMs: number
  readonly pauseMs: number
}

/** A server of HTTP that is measured. */
export interface Served extends Address {
  /** Absent where it is not known, as of a peer on another machine. */
  readonly pid: number | undefined
}

/** A server, and the way to measure it. */
export interface Subject {
  readonly server: Served
  readonly load: Stage['proxy']
}

/** What runs, and where. */
export interface Parts {
  /** Bootstrap address. */
  readonly kafka: string
  readonly broker: { readonly pid: number }
  readonly proxy: Served & { readonly pid: number }
  /** Of a proxy of one's own, but for where it listens. */
  readonly settings: Readonly<Record<string, string>>
  readonly java: { readonly command: string; readonly classPath: string }
}

/** Everything that is measured, running, and the ways to measure it. */
export interface Stage {
  /** Name of the topic under load. */
  readonly topic: string
  /** Makes another topic like it. @returns its name */
  createTopic(name: string): Promise<string>
  /** Base address of the schema registry. */
  readonly registry: string
  proxy(load: Load, timing: Timing): Promise<Measurement>
  /** Starts another proxy with settings of its own. */
  proxyWith(
    name: string,
    settings: Readonly<Record<string, string>>,
    looking?: Pick<ProxyOptions, 'inspectPort'>,
  ): Promise<Subject>
  /** Other products beside ours, by name. */
  readonly peers: Readonly<Record<string, Subject>>
  /** Pids of all proxies that were started. */
  proxies(): readonly number[]
  echo(load: Load, timing: Timing): Promise<Measurement>
  engine(calls: Calls, timing: Timing): Promise<Measurement>
  /** @param bytes  of a record */
  java(bytes: number, timing: Timing): Promise<Measurement>
  /** For scenarios with subjects of their own. */
  readonly parts: Parts
  close(): Promise<void>
}

/**
 * Starts a broker as for production (1 GB heap, JIT in full), a registry, the proxy, the engine alone, the echo, and the
 * load generator, each in a process of its own.
 *
 * @param dir  everything is kept in there; what a run that was killed left behind is ended and removed first
 * @throws Error  one of them did not start; none is left running
 */
export async function openStage(
  dir: string,
  { profile, warmupMs, brokerPort, peers }: Options,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Stage> {
  const { closers, close } = await clearGround(dir)
  const progress = { say, signal }
  try {
    const [{ command }, classPath] = await Promise.all([java(progress), kafkaToolsClassPath(progress)])
    say('Starting a broker, a registry, the proxy and what it is compared with …')
    const kafkaDir = join(dir, 'kafka')
    const properties = { 'log.retention.check.interval.ms': 2_000 }
    const [broker, registry, dynamodb] = await Promise.all([
      startBroker({
        ...{ dir: kafkaDir, heap: '1g', lean: false, properties, progress },
        ...(brokerPort !== undefined && { port: brokerPort }),
      }),
      startRegistry({ dir: join(dir, 'registry'), progress }),
      startDynamoDb({ dir: join(dir, 'dynamodb'), progress }),
    ])
    closers.push(registry.stop, dynamodb.stop, () => broker.stop())
    await ensureTable({ endpoint: dynamodb.url, table: 'kafka-rest-edge' })
    const kafka = broker.bootstrap
    const topics = openTopics(kafka)
    closers.push(topics.close)
    const [topic, javaTopic] = [await topics.create('bench'), await topics.create('bench-java')]
    const settings = { KAFKA_REST_SCHEMA_REGISTRY_URL: registry.url, KAFKA_REST_DYNAMODB_ENDPOINT: dynamodb.url }
    const subjects = await startSubjects({
      ...{ dir, kafka, broker: broker.pid, topic: topic.name, profile, signal, closers },
      settings,
    })
    const others: Record<string, Subject> = {}
    for (const peer of peers) {
      await waitForPeer(peer, topic.name, kafka, say, signal)
      const { name, host, port } = peer
      const server = { host, port, pid: listeningProcess(port) }
      others[name] = { server, load: subjects.under(server) }
    }
    const { server: proxy, load } = subjects.proxy
    return {
      topic: topic.name,
      createTopic: async (name) => (await topics.create(name)).name,
      registry: registry.url,
      proxy: load,
      proxyWith: subjects.proxyWith,
      peers: others,
      echo: subjects.echo,
      engine: subjects.engine,
      proxies: subjects.proxies,
      java: (bytes, { durationMs }) =>
        measureJava({
          ...{ command, classPath, kafka, bytes, durationMs, warmupMs: Math.min(warmupMs, JAVA_WARMUP_MS) },
          topic: javaTopic.name,
          stored: javaTopic.stored,
          broker: broker.pid,
        }),
      parts: {
        ...{ kafka, broker, proxy, java: { command, classPath } },
        settings: { KAFKA_REST_BOOTSTRAP_SERVERS: kafka, ...settings },
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
