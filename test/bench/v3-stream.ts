import { cores, cpuMicrosPerRecord, type Measurement, recordsPerSecond } from './measure/measurement.ts'
import { inRounds, type Measure } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import { type Options, unpaused } from './options.ts'
import { binaryValue, jsonValue } from './payload/values.ts'
import { atLeast } from './report/floor.ts'
import { percent, short } from './report/format.ts'
import type { Findings, Floor, Scenario } from './scenario.ts'
import type { Stage } from './stage/stage.ts'
import type { StreamOrder } from './stream/order.ts'
import { watchMemory } from './stream/soak.ts'
import { startChild } from './subjects/child.ts'

/** What is streamed. Chunks of about 64 kB, which is what a pipe gives. */
const KINDS = [
  { name: '100 B, json', bytes: 100, perChunk: 400, value: (i: number) => ({ type: 'JSON', data: jsonValue(i, 100) }) },
  { name: '1 kB, binary', bytes: 1000, perChunk: 45, value: () => ({ type: 'BINARY', data: binaryValue(1000) }) },
] as const
const CONNECTIONS = [1, 8]
/** How the engine is called, for comparison: as by v2 requests with many records. */
const ENGINE = { callers: 8, recordsPerRequest: 100 }
const FLOOR = 0.5

type Kind = (typeof KINDS)[number]
type Ask = (order: StreamOrder) => Promise<Measurement>

/** Producing streams of records over version 3, each connection one request without end, next to the engine alone. */
export const v3Stream: Scenario = {
  name: 'v3-stream',
  async run(stage, options, signal) {
    const load = await startChild(new URL('stream/stream-process.ts', import.meta.url))
    const ask: Ask = (order) => load.ask<Measurement>(order)
    try {
      const found = await measure(stage, options, signal, ask)
      if (options.soakMs === 0) return found
      const order = orderOf(stage, KINDS[0], 1, { settleMs: 0, durationMs: options.soakMs })
      const say = (line: string) => void process.stderr.write(`${line}\n`)
      const { table, measurement } = await watchMemory(stage.parts.proxy.pid, ask(order), say)
      return {
        ...found,
        tables: [...found.tables, table],
        measurements: { ...found.measurements, soak: [measurement] },
      }
    } finally {
      await load.stop()
    }
  },
}

async function measure(stage: Stage, options: Options, signal: AbortSignal, ask: Ask): Promise<Findings> {
  const timing = unpaused(options)
  const rows: string[][] = []
  const floors: Floor[] = []
  const measurements: Record<string, Series> = {}
  for (const kind of KINDS) {
    await ask(orderOf(stage, kind, 8, { settleMs: options.warmupMs, durationMs: options.warmupMs }))
    await stage.engine({ ...ENGINE, bytes: kind.bytes }, { ...timing, durationMs: options.warmupMs })
    const subjects: Record<string, Measure> = {
      engine: () => stage.engine({ ...ENGINE, bytes: kind.bytes }, timing),
    }
    for (const connections of CONNECTIONS) {
      subjects[`stream ${connections}`] = () => ask(orderOf(stage, kind, connections, timing))
    }
    const { engine = [], ...streams } = await inRounds(options, subjects, signal)
    measurements[`${kind.name}: engine`] = engine
    for (const connections of CONNECTIONS) {
      const series = streams[`stream ${connections}`] ?? []
      const name = `${kind.name}, ${connections}`
      measurements[`${name}: stream`] = series
      rows.push(row(name, kind, series, engine))
      floors.push(atLeast(`${name}: records/s of the engine alone`, FLOOR, ratio(series, engine, recordsPerSecond)))
    }
  }
  return { title: 'Produce streams (v3)', tables: [{ head: HEAD, rows }], floors, measurements }
}

const HEAD = [
  ...['records, connections', 'records/s', 'MB/s', 'CPU µs/record', 'cores', 'RSS MB'],
  ...['engine: records/s', 'CPU µs/record', 'of engine', 'remarks'],
]

function row(name: string, { bytes }: Kind, stream: Series, engine: Series): string[] {
  return [
    name,
    short(typical(stream, recordsPerSecond)),
    short(typical(stream, (each) => (recordsPerSecond(each) * bytes) / 1e6)),
    short(typical(stream, cpuMicrosPerRecord)),
    short(typical(stream, (each) => cores(each.cpu.subjectMs, each))),
    short(typical(stream, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6)),
    short(typical(engine, recordsPerSecond)),
    short(typical(engine, cpuMicrosPerRecord)),
    percent(ratio(stream, engine, recordsPerSecond)),
    remarks({ stream, engine }, recordsPerSecond),
  ]
}

function orderOf(
  { parts: { proxy, broker }, topic }: Stage,
  { perChunk, value }: Kind,
  connections: number,
  { settleMs, durationMs }: { settleMs: number; durationMs: number },
): StreamOrder {
  const records = Array.from({ length: perChunk }, (_, i) => JSON.stringify({ value: value(i) })).join('\n')
  return {
    port: proxy.port,
    topic,
    records: Buffer.from(records),
    recordsPerChunk: perChunk,
    connections,
    settleMs,
    durationMs,
    subject: proxy.pid,
    broker: broker.pid,
  }
}
