import { librdkafkaFolder } from '../../infra/local/downloads/librdkafka.ts'
import { type Measurement, recordsPerSecond } from './measure/measurement.ts'
import { inRounds, type Measure } from './measure/rounds.ts'
import { remarks, type Series, typical } from './measure/series.ts'
import { type Options, unpaused } from './options.ts'
import { produceRequest } from './payload/http-request.ts'
import { binaryValue, recordsOf } from './payload/values.ts'
import { type Cell, nameOf } from './produce/cell.ts'
import { figures } from './report/figures.ts'
import { short } from './report/format.ts'
import type { Scenario, Table } from './scenario.ts'
import type { Calls, Load, Stage } from './stage/stage.ts'
import { startChild } from './subjects/child.ts'
import type { EngineOrder } from './subjects/engine-order.ts'

const CELLS: readonly Cell[] = [
  { records: 1, bytes: 100, connections: 32 },
  { records: 100, bytes: 100, connections: 8 },
  { records: 500, bytes: 100, connections: 8 },
  { records: 100, bytes: 1000, connections: 8 },
  { records: 10, bytes: 20_000, connections: 8 },
]

const NAMES = ['edge', 'librdkafka'] as const
type Subject = `${(typeof NAMES)[number]} ${'alone' | 'over HTTP'}`

/** Both producer engines, alone and under the proxy: which one should be the default. */
export const engines: Scenario = {
  name: 'engines',
  async run(stage, options, signal) {
    const folder = await librdkafkaFolder({ say: (line) => void process.stderr.write(`${line}\n`), signal })
    const module = new URL('subjects/engine-process.ts', import.meta.url)
    const native = await startChild(module, [stage.parts.kafka, folder])
    try {
      const { load: proxy } = await stage.proxyWith('proxy-librdkafka', {
        KAFKA_REST_PRODUCER_ENGINE: 'librdkafka',
        KAFKA_REST_PRODUCER_LIBRDKAFKA_FOLDER: folder,
      })
      const others = { topic: stage.topic, broker: stage.parts.broker.pid }
      const timing = unpaused(options)
      const alone: Stage['engine'] = (calls, when) =>
        native.ask<Measurement>({ ...calls, ...when, ...others } satisfies EngineOrder)
      const subjects = (cell: Cell, when = timing): Record<Subject, Measure> => ({
        'edge alone': () => stage.engine(callsOf(cell), when),
        'librdkafka alone': () => alone(callsOf(cell), when),
        'edge over HTTP': () => stage.proxy(loadOf(stage, cell), when),
        'librdkafka over HTTP': () => proxy(loadOf(stage, cell), when),
      })
      await warm(subjects, options, signal)
      const found: [Cell, Record<string, Series>][] = []
      for (const cell of CELLS) found.push([cell, await inRounds(options, subjects(cell), signal)])
      return {
        title: 'Engines',
        tables: [table(found, 'alone'), table(found, 'over HTTP')],
        floors: [],
        measurements: Object.fromEntries(
          found.flatMap(([cell, series]) =>
            Object.entries(series).map(([name, each]) => [`${nameOf(cell)}: ${name}`, each]),
          ),
        ),
      }
    } finally {
      await native.stop()
    }
  },
}

async function warm(
  subjects: (cell: Cell, when: ReturnType<typeof unpaused>) => Record<Subject, Measure>,
  { warmupMs }: Options,
  signal: AbortSignal,
): Promise<void> {
  const when = { settleMs: 0, durationMs: warmupMs / CELLS.length, pauseMs: 0 }
  for (const cell of CELLS) {
    for (const measure of Object.values(subjects(cell, when))) {
      signal.throwIfAborted()
      await measure()
    }
  }
}

function callsOf({ records, bytes, connections }: Cell): Calls {
  return { recordsPerRequest: records, bytes, callers: connections }
}

function loadOf(stage: Stage, { records, bytes, connections }: Cell): Load {
  const body = { records: recordsOf(records, () => binaryValue(bytes)) }
  return { request: produceRequest(stage.topic, 'binary', body), connections, recordsPerRequest: records }
}

function table(found: readonly [Cell, Record<string, Series>][], way: 'alone' | 'over HTTP'): Table {
  return {
    head: [
      `${way}: records × bytes, callers`,
      ...NAMES.flatMap((name) => [`${name}: records/s`, 'p50 ms', 'p99 ms', 'CPU µs/record', 'RSS MB']),
      'remarks',
    ],
    rows: found.map(([cell, series]) => [
      nameOf(cell),
      ...NAMES.flatMap((name) => withMemory(series[`${name} ${way}`] ?? [])),
      remarks(Object.fromEntries(NAMES.map((name) => [name, series[`${name} ${way}`]])), recordsPerSecond),
    ]),
  }
}

function withMemory(series: Series): string[] {
  return [...figures(series), short(typical(series, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6))]
}
