import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { java } from '../../../infra/local/downloads/java.ts'
import { kafkaToolsClassPath } from '../../../infra/local/downloads/kafka.ts'
import { startDynamoDb } from '../../../infra/local/dynamodb.ts'
import { startBroker } from '../../../infra/local/kafka/broker.ts'
import { sweep } from '../../../infra/local/processes/sweep.ts'
import { startRegistry } from '../../../infra/local/registry.ts'
import { ensureTable } from '../../../infra/local/table.ts'
import type { LoadOrder } from '../load/order.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import { startChild } from '../subjects/child.ts'
import type { EngineOrder } from '../subjects/engine-order.ts'
import { measureJava } from '../subjects/java.ts'
import { startProxy } from '../subjects/proxy.ts'
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

/** What runs, and where. */
export interface Parts {
  /** Bootstrap address. */
  readonly kafka: string
  readonly broker: { readonly pid: number }
  readonly proxy: { readonly pid: number; readonly port: number }
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
  /** Starts another proxy with settings of its own. @returns the way to measure it */
  proxyWith(name: string, settings: Readonly<Record<string, string>>): Promise<Stage['proxy']>
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
  { profile, warmupMs }: Options,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Stage> {
  const closers: (() => Promise<void>)[] = []
  async function close(): Promise<void> {
    for (const end of closers.splice(0).reverse()) await end()
    await sweep(dir, 2_000)
    rmSync(dir, { recursive: true, force: true })
  }
  async function child<Ready = null>(module: string, ...args: string[]) {
    const started = await startChild<Ready>(new URL(module, import.meta.url), args)
    closers.push(started.stop)
    return started
  }

  await close()
  mkdirSync(dir, { recursive: true })
  const progress = { say, signal }
  try {
    const [{ command }, classPath] = await Promise.all([java(progress), kafkaToolsClassPath(progress)])
    say('Starting a broker, a registry, the proxy and what it is compared with …')
    const kafkaDir = join(dir, 'kafka')
    const properties = { 'log.retention.check.interval.ms': 2_000 }
    const [broker, registry, dynamodb] = await Promise.all([
      startBroker({ dir: kafkaDir, heap: '1g', lean: false, properties, progress }),
      startRegistry({ dir: join(dir, 'registry'), progress }),
      startDynamoDb({ dir: join(dir, 'dynamodb'), progress }),
    ])
    closers.push(registry.stop, dynamodb.stop, () => broker.stop())
    await ensureTable({ endpoint: dynamodb.url, table: 'kafka-rest-edge' })
    const kafka = broker.bootstrap
    const topics = openTopics(kafka)
    closers.push(topics.close)
    const [topic, javaTopic] = [await topics.create('bench'), await topics.create('bench-java')]
    const profileDir = profile ? join(dir, '..', 'profiles') : undefined
    const around = { kafka, registry: registry.url, dynamodb: dynamodb.url, signal, ...(profileDir && { profileDir }) }
    const proxy = await startProxy({ ...around, dir: join(dir, 'proxy') })
    closers.push(proxy.stop)
    const engine = await child('../subjects/engine-process.ts', kafka)
    const echo = await child<number>('../subjects/echo-process.ts')
    const load = await child('../load/load-process.ts')

    const under = (server: { port: number; subject: number }) => (kind: Load, timing: Timing) =>
      load.ask<Measurement>({ ...kind, ...timing, ...server, broker: broker.pid } satisfies LoadOrder)
    return {
      topic: topic.name,
      createTopic: async (name) => (await topics.create(name)).name,
      registry: registry.url,
      proxy: under({ port: proxy.port, subject: proxy.pid }),
      async proxyWith(name, settings) {
        const { pid, port, stop } = await startProxy({ ...around, dir: join(dir, name), settings })
        closers.push(stop)
        return under({ port, subject: pid })
      },
      echo: under({ port: echo.ready, subject: echo.pid }),
      engine: (calls, timing) =>
        engine.ask<Measurement>({
          ...calls,
          ...timing,
          topic: topic.name,
          broker: broker.pid,
        } satisfies EngineOrder),
      java: (bytes, { durationMs }) =>
        measureJava({
          ...{ command, classPath, kafka, bytes, durationMs, warmupMs: Math.min(warmupMs, JAVA_WARMUP_MS) },
          topic: javaTopic.name,
          stored: javaTopic.stored,
          broker: broker.pid,
        }),
      parts: { kafka, broker, proxy, java: { command, classPath } },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
