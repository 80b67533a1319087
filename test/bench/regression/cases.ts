import { fillTopic } from '../consume/filled-topic.ts'
import type { ReadOrder } from '../consume/reader-process.ts'
import type { Measurement } from '../measure/measurement.ts'
import type { Measure } from '../measure/rounds.ts'
import { produceRequest } from '../payload/http-request.ts'
import { binaryValue, jsonValue, recordsOf } from '../payload/values.ts'
import type { Cell } from '../produce/cell.ts'
import type { LeanStage } from '../stage/lean.ts'
import type { Timing } from '../stage/stage.ts'
import { startChild } from '../subjects/child.ts'
import type { LoopOrder } from './loop-process.ts'

/** Some work of the proxy, and of those that its processor time is compared with. */
export interface RegressionCase {
  readonly name: string
  /** @returns how to measure each: `proxy`, and the others by the names that their ratios get */
  subjects(timing: Timing): { readonly proxy: Measure } & Readonly<Record<string, Measure>>
}

/** What is read again and again. */
const READ_RECORDS = 100_000
/** Of a read: small ones, so that hardly any is cut by a window's ends. */
const MAX_BYTES = 262_144

/** The hot paths, each beside what is most like it: an echo that stores nothing, a loop that renders records. What the
 * engine alone costs depends on how much gathers for it, and so on the machine. */
export async function regressionCases(
  stage: LeanStage,
  closers: (() => Promise<void>)[],
): Promise<readonly RegressionCase[]> {
  return [
    produce(stage, 'json', { records: 100, bytes: 100, connections: 8 }),
    produce(stage, 'json', { records: 1, bytes: 100, connections: 32 }),
    produce(stage, 'binary', { records: 10, bytes: 20_000, connections: 8 }),
    await consume(stage, closers),
  ]
}

function produce(stage: LeanStage, format: 'json' | 'binary', { records, bytes, connections }: Cell): RegressionCase {
  const value = (index: number) => (format === 'json' ? jsonValue(index, bytes) : binaryValue(bytes))
  const request = produceRequest(stage.topic, format, { records: recordsOf(records, value) })
  const load = { request, connections, recordsPerRequest: records }
  return {
    name: `produce ${format} ${records} × ${bytes} B, ${connections} connections`,
    subjects: (timing) => ({
      proxy: () => stage.proxy(load, timing),
      echo: () => stage.echo(load, timing),
    }),
  }
}

async function consume(
  { parts: { kafka, broker, proxy } }: LeanStage,
  closers: (() => Promise<void>)[],
): Promise<RegressionCase> {
  const topic = await fillTopic(kafka, {
    name: 'bench-read',
    records: READ_RECORDS,
    valueAt: (index) => Buffer.from(JSON.stringify(jsonValue(index, 100))),
  })
  const reader = await startChild(new URL('../consume/reader-process.ts', import.meta.url))
  const loop = await startChild(new URL('loop-process.ts', import.meta.url))
  closers.push(reader.stop, loop.stop)
  return {
    name: 'consume json 100 B',
    subjects(timing) {
      const read: ReadOrder = {
        ...{ topic: topic.name, records: topic.records, format: 'json', maxBytes: MAX_BYTES },
        ...{ server: proxy, subject: proxy.pid, broker: broker.pid, ...timing },
      }
      return {
        proxy: () => reader.ask<Measurement>(read),
        loop: () => loop.ask<Measurement>({ ...timing, broker: broker.pid } satisfies LoopOrder),
      }
    },
  }
}
