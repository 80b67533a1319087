import { type FilledTopic, fillTopic } from './consume/filled-topic.ts'
import { readersOf } from './consume/readers.ts'
import { countStoreCalls } from './consume/store-calls.ts'
import { cores, cpuMicrosPerRecord, recordsPerSecond, requestsPerSecond } from './measure/measurement.ts'
import { inRounds } from './measure/rounds.ts'
import { ratio, remarks, type Series, typical } from './measure/series.ts'
import { jsonValue } from './payload/values.ts'
import { atLeast } from './report/floor.ts'
import { percent, short } from './report/format.ts'
import type { Floor, Scenario } from './scenario.ts'
import { startChild } from './subjects/child.ts'

/** Sizes of records, how many there are in a topic, and the share of Java's rate that must be reached. */
const SIZES = [
  { bytes: 100, records: 3_000_000, quick: 1_000_000, floor: 1.0 },
  { bytes: 1000, records: 500_000, quick: 200_000, floor: 1.4 },
  { bytes: 20_000, records: 20_000, quick: 8_000, floor: 1.1 },
]
const FORMATS = ['json', 'binary'] as const

/** One consumer instance read in a loop over HTTP, next to Kafka's Java consumer and the library's streaming one. */
export const consume: Scenario = {
  name: 'consume',
  async run(stage, options, signal) {
    const rows: string[][] = []
    const floors: Floor[] = []
    const measurements: Record<string, Series> = {}
    const topics: Record<number, FilledTopic> = {}
    const reader = await startChild(new URL('consume/reader-process.ts', import.meta.url))
    const native = await startChild(new URL('consume/native-process.ts', import.meta.url), [stage.parts.kafka])
    try {
      for (const { bytes, records, quick, floor } of SIZES) {
        const topic = await fillTopic(stage.parts.kafka, {
          name: `bench-read-${bytes}`,
          records: options.quick && !options.page ? quick : records,
          valueAt: (index) => Buffer.from(JSON.stringify(jsonValue(index, bytes))),
        })
        topics[bytes] = topic
        const subjects = readersOf(stage, topic, FORMATS, options, { read: reader.ask, native: native.ask })
        for (const format of FORMATS) await subjects[format]?.({ ...options, durationMs: options.warmupMs })
        const {
          java = [],
          native: library = [],
          ...read
        } = await inRounds(
          options,
          Object.fromEntries(Object.entries(subjects).map(([name, measure]) => [name, () => measure(options)])),
          signal,
        )
        for (const format of FORMATS) {
          const series = read[format] ?? []
          rows.push(row(`${bytes} B, ${format}`, series, java, library))
          floors.push(
            atLeast(
              `${bytes} B, ${format}: records/s of Java’s consumer`,
              floor,
              ratio(series, java, recordsPerSecond),
            ),
          )
          measurements[`${bytes} ${format}`] = series
        }
        measurements[`${bytes} java`] = java
        measurements[`${bytes} native`] = library
      }
      const calls = await countStoreCalls(stage, topics[1000] as FilledTopic, reader.ask, options)
      return {
        title: 'Consume',
        tables: [{ head: HEAD, rows }, calls.table],
        floors: [...floors, ...calls.floors],
        measurements,
      }
    } finally {
      await native.stop()
      await reader.stop()
    }
  },
}

const HEAD = [
  ...['bytes, format', 'reads/s', 'records/s', 'MB/s', 'p50 ms', 'p99 ms', 'CPU µs/record', 'cores', 'RSS MB'],
  ...['Java: records/s', 'library: records/s', 'of Java', 'of library', 'remarks'],
]

function row(name: string, series: Series, java: Series, library: Series): string[] {
  const bytes = Number.parseInt(name, 10)
  return [
    name,
    short(typical(series, requestsPerSecond)),
    short(typical(series, recordsPerSecond)),
    short(((typical(series, recordsPerSecond) ?? Number.NaN) * bytes) / 1e6),
    short(typical(series, ({ p50Ms }) => p50Ms)),
    short(typical(series, ({ p99Ms }) => p99Ms)),
    short(typical(series, cpuMicrosPerRecord)),
    short(typical(series, (each) => cores(each.cpu.subjectMs, each))),
    short(typical(series, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6)),
    short(typical(java, recordsPerSecond)),
    short(typical(library, recordsPerSecond)),
    percent(ratio(series, java, recordsPerSecond)),
    percent(ratio(series, library, recordsPerSecond)),
    remarks({ proxy: series, java, library }, recordsPerSecond),
  ]
}
