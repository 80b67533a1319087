import {
  cores,
  cpuMicrosPerRecord,
  recordsPerSecond,
  recordsPerSecondSinceStart,
  requestsPerSecond,
} from '../measure/measurement.ts'
import { apart, ratio, remarks, type Series, typical } from '../measure/series.ts'
import { sizeOf } from '../produce/cell.ts'
import { percent, short, times } from '../report/format.ts'
import type { Table } from '../scenario.ts'
import type { Mode } from './librdkafka-consumer.ts'

/** The readers of one topic. */
export interface SizeSeries {
  /** Of a record's value. */
  readonly bytes: number
  /** By the names of the ways of reading, `<peer> <way>`, `java` and `librdkafka`; those that take part. */
  readonly series: Readonly<Record<string, Series>>
  readonly peers: readonly string[]
  /** The way that librdkafka's consumer is read in, the faster one. */
  readonly mode?: Mode
  /** Names of the ways of reading. */
  readonly reads: readonly string[]
}

/** What one instance is read with, and how it stands beside native consumers. */
export function readTable(found: readonly SizeSeries[]): Table {
  const peers = found[0]?.peers ?? []
  const withLibrdkafka = found.some(({ series }) => series.librdkafka)
  return {
    head: [
      ...['bytes, format, max_bytes', 'reads/s', 'records/s', 'MB/s', 'p50 ms', 'p99 ms', 'CPU µs/record', 'spread'],
      ...['cores', 'RSS MB', 'of Java, warm', 'of Java’s report', ...(withLibrdkafka ? ['of librdkafka'] : [])],
      ...[...peers.map((name) => `of ${name}`), 'remarks'],
    ],
    rows: found.flatMap(({ bytes, series, reads }) =>
      reads.map((read) => {
        const own = series[read] ?? []
        const { java, librdkafka } = series
        const others = Object.fromEntries(peers.map((peer) => [peer, series[`${peer} ${read}`]]))
        return [
          `${sizeOf(bytes)}, ${read}`,
          short(typical(own, requestsPerSecond)),
          short(typical(own, recordsPerSecond)),
          short(megabytes(own, bytes)),
          short(typical(own, ({ p50Ms }) => p50Ms)),
          short(typical(own, ({ p99Ms }) => p99Ms)),
          short(typical(own, cpuMicrosPerRecord)),
          times(apart(own, recordsPerSecond)),
          short(typical(own, (each) => cores(each.cpu.subjectMs, each))),
          short(typical(own, rss)),
          percent(ratio(own, java, recordsPerSecond)),
          percent(ratio(own, java, recordsPerSecond, recordsPerSecondSinceStart)),
          ...(withLibrdkafka ? [percent(ratio(own, librdkafka, recordsPerSecond))] : []),
          ...Object.values(others).map((peer) => percent(ratio(own, peer, recordsPerSecond))),
          remarks({ proxy: own, java, ...(librdkafka && { librdkafka }), ...others }, recordsPerSecond),
        ]
      }),
    ),
  }
}

/** The figures of those that the proxy is compared with. */
export function comparedReaders(found: readonly SizeSeries[]): Table {
  const names = found.flatMap(({ bytes, series, reads, mode }) =>
    Object.entries(series)
      .filter(([name]) => !reads.includes(name))
      .map(([name, each]) => ({ bytes, name: calledAs(name, mode), series: each })),
  )
  return {
    head: ['bytes, reader', 'records/s', 'MB/s', 'CPU µs/record', 'RSS MB', 'records/s it reports', 'spread'],
    rows: names.map(({ bytes, name, series }) => [
      `${sizeOf(bytes)}, ${name}`,
      short(typical(series, recordsPerSecond)),
      short(megabytes(series, bytes)),
      short(typical(series, cpuMicrosPerRecord)),
      short(typical(series, rss)),
      short(typical(series, recordsPerSecondSinceStart)),
      times(apart(series, recordsPerSecond)),
    ]),
  }
}

function calledAs(name: string, mode: Mode | undefined): string {
  if (name === 'java') return 'Java'
  return name === 'librdkafka' ? `librdkafka, ${mode}` : name
}

function megabytes(series: Series, bytes: number): number | undefined {
  return typical(series, (each) => (recordsPerSecond(each) * bytes) / 1e6)
}

function rss({ peakRssBytes }: Series[number]): number | undefined {
  return peakRssBytes && peakRssBytes / 1e6
}
