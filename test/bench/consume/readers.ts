import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import type { Served, Stage } from '../stage/stage.ts'
import type { FilledTopic } from './filled-topic.ts'
import type { ReadFormat } from './instance.ts'
import { measureJavaConsumer } from './java.ts'
import type { LibraryOrder } from './library-process.ts'
import type { ReadOrder } from './reader-process.ts'

/** Reads of 16 MiB take a good part of a second: there must be some in a window. */
const LARGE_WINDOWS = 2

/** Asks a process to measure once. */
export type Ask = (order: unknown) => Promise<Measurement>

/** How an instance is read. */
export interface Read {
  readonly format: ReadFormat
  /** `max_bytes` of each read; absent for reads that do not say. */
  readonly maxBytes?: number
}

/** Measures one reader of a topic. */
export type Reader = (timing: Pick<Options, 'settleMs' | 'durationMs'>) => Promise<Measurement>

/** An instance at our proxy for each way of reading, by its name, and Java's consumer as `java`. */
export function readersOf(
  { parts }: Stage,
  topic: FilledTopic,
  reads: Readonly<Record<string, Read>>,
  { warmupMs }: Options,
  read: Ask,
): Record<string, Reader> {
  return {
    ...instancesAt(parts.proxy, parts.broker.pid, topic, reads, read),
    java: () => measureJavaConsumer(parts, topic, Math.min(warmupMs, 1_000)),
  }
}

/** The library's streaming consumer. */
export function libraryReader({ parts }: Stage, topic: FilledTopic, library: Ask): Reader {
  return ({ settleMs, durationMs }) =>
    library({
      ...{ topic: topic.name, records: topic.records, settleMs, durationMs, broker: parts.broker.pid },
    } satisfies LibraryOrder)
}

/** The same ways of reading at every peer: `<peer> <name>`. */
export function peerReadersOf(
  { parts, peers }: Stage,
  topic: FilledTopic,
  reads: Readonly<Record<string, Read>>,
  read: Ask,
): Record<string, Reader> {
  const all = Object.entries(peers).flatMap(([peer, { server }]) =>
    Object.entries(instancesAt(server, parts.broker.pid, topic, reads, read)).map(
      ([name, reader]) => [`${peer} ${name}`, reader] as const,
    ),
  )
  return Object.fromEntries(all)
}

function instancesAt(
  { host, port, pid }: Served,
  broker: number,
  topic: FilledTopic,
  reads: Readonly<Record<string, Read>>,
  ask: Ask,
): Record<string, Reader> {
  const around = { server: { host, port }, broker, topic: topic.name, records: topic.records }
  const instance =
    (read: Read): Reader =>
    ({ settleMs, durationMs }) =>
      ask({
        ...{ ...around, ...read, settleMs, ...(pid !== undefined && { subject: pid }) },
        durationMs: durationMs * (read.maxBytes === undefined ? LARGE_WINDOWS : 1),
      } satisfies ReadOrder)
  return Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, instance(read)]))
}
