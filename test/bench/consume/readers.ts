import type { Measurement } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import type { Stage } from '../stage/stage.ts'
import type { FilledTopic } from './filled-topic.ts'
import type { ReadFormat } from './instance.ts'
import { measureJavaConsumer } from './java.ts'
import type { NativeOrder } from './native-process.ts'
import type { ReadOrder } from './reader-process.ts'

/** Asks a process to measure once. */
type Ask = (order: unknown) => Promise<Measurement>

/** Measures one reader of a topic. */
export type Reader = (timing: Pick<Options, 'settleMs' | 'durationMs'>) => Promise<Measurement>

/** `max_bytes` of the reads. */
const MAX_BYTES = 1_048_576

/** The proxy's readers, one for each format, by its name; Java's consumer as `java` and the library's as `native`. */
export function readersOf(
  { parts }: Stage,
  topic: FilledTopic,
  formats: readonly ReadFormat[],
  { warmupMs }: Options,
  ask: { readonly read: Ask; readonly native: Ask },
): Record<string, Reader> {
  const instance =
    (format: ReadFormat): Reader =>
    ({ settleMs, durationMs }) =>
      ask.read({
        ...{ port: parts.proxy.port, topic: topic.name, records: topic.records, format, settleMs, durationMs },
        ...{ maxBytes: MAX_BYTES, subject: parts.proxy.pid, broker: parts.broker.pid },
      } satisfies ReadOrder)
  return {
    ...Object.fromEntries(formats.map((format) => [format, instance(format)])),
    java: () => measureJavaConsumer(parts, topic, Math.min(warmupMs, 1_000)),
    native: ({ settleMs, durationMs }) =>
      ask.native({
        ...{ topic: topic.name, records: topic.records, settleMs, durationMs, broker: parts.broker.pid },
      } satisfies NativeOrder),
  }
}
