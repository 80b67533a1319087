import { librdkafkaFolder } from '../../../infra/local/downloads/librdkafka.ts'
import type { Progress } from '../../../infra/local/processes/progress.ts'
import { type Measurement, recordsPerSecond } from '../measure/measurement.ts'
import type { Options } from '../options.ts'
import type { Parts } from '../stage/stage.ts'
import { startChild } from '../subjects/child.ts'
import type { FilledTopic } from './filled-topic.ts'
import type { Mode } from './librdkafka-consumer.ts'
import type { LibrdkafkaOrder } from './librdkafka-process.ts'
import type { Reader } from './readers.ts'

/** kafka-javascript's consumer, in a process of its own. */
export interface LibrdkafkaReaders {
  /** Warms both ways of taking records from it. @returns the one that is faster with this topic */
  faster(topic: FilledTopic, options: Options, signal: AbortSignal): Promise<{ mode: Mode; read: Reader }>
  /** Kills its process: disconnecting may hang. */
  stop(): Promise<void>
}

const MODES: readonly Mode[] = ['flowing', 'batches']

/** @returns its readers; where its addon can be neither had nor built why there are none */
export async function openLibrdkafka(
  { kafka, broker }: Pick<Parts, 'kafka' | 'broker'>,
  progress: Progress,
): Promise<{ readonly readers?: LibrdkafkaReaders; readonly missing?: string }> {
  let folder: string
  try {
    folder = await librdkafkaFolder(progress)
  } catch (error) {
    progress.signal?.throwIfAborted()
    const missing = `librdkafka’s consumer takes no part: ${error instanceof Error ? error.message : String(error)}`
    progress.say(missing)
    return { missing }
  }
  const child = await startChild(new URL('librdkafka-process.ts', import.meta.url), [kafka, folder])
  const readerOf =
    (mode: Mode, { name: topic, records }: FilledTopic): Reader =>
    ({ settleMs, durationMs }) =>
      child.ask<Measurement>({
        ...{ mode, topic, records, settleMs, durationMs, broker: broker.pid },
      } satisfies LibrdkafkaOrder)
  const readers: LibrdkafkaReaders = {
    async faster(topic, { settleMs, warmupMs }, signal) {
      const rates: Partial<Record<Mode, number>> = {}
      for (const mode of MODES) {
        signal.throwIfAborted()
        const warming = { settleMs, durationMs: warmupMs / 2 / MODES.length }
        rates[mode] = recordsPerSecond(await readerOf(mode, topic)(warming))
      }
      const mode = (rates.batches ?? 0) > (rates.flowing ?? 0) ? 'batches' : 'flowing'
      return { mode, read: readerOf(mode, topic) }
    },
    async stop() {
      process.kill(child.pid, 'SIGKILL')
      await child.stop()
    },
  }
  return { readers }
}
