import {
  cores,
  cpuMicrosPerRecord,
  type Measurement,
  recordsPerSecond,
  requestsPerSecond,
} from '../measure/measurement.ts'
import { apart, ratio, remarks, typical } from '../measure/series.ts'
import { percent, short, times } from '../report/format.ts'
import type { Table } from '../scenario.ts'
import { nameOf } from './cell.ts'
import type { CellSeries } from './measure.ts'

/** What the proxy does in each cell, and how it stands beside the others. */
export function proxyTable(found: readonly CellSeries[]): Table {
  return {
    head: [
      ...['records × bytes, connections', 'requests/s', 'records/s', 'MB/s', 'p50 ms', 'p99 ms', 'CPU µs/record'],
      ...[
        'spread',
        'cores',
        'RSS MB',
        'of engine',
        'of Java',
        'of echo',
        ...peersOf(found).map((name) => `of ${name}`),
        'remarks',
      ],
    ],
    rows: found.map(({ cell, proxy, engine, echo, java, peers }) => [
      nameOf(cell),
      short(typical(proxy, requestsPerSecond)),
      short(typical(proxy, recordsPerSecond)),
      short(typical(proxy, (each) => (recordsPerSecond(each) * cell.bytes) / 1e6)),
      ...delay(proxy),
      short(typical(proxy, cpuMicrosPerRecord)),
      times(apart(proxy, recordsPerSecond)),
      short(typical(proxy, (each) => cores(each.cpu.subjectMs, each))),
      short(typical(proxy, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6)),
      percent(ratio(proxy, engine, recordsPerSecond)),
      percent(ratio(proxy, java, recordsPerSecond)),
      percent(ratio(proxy, echo, requestsPerSecond)),
      ...Object.values(peers).map((peer) => percent(ratio(proxy, peer, recordsPerSecond))),
      remarks({ proxy, engine, echo, java, ...peers }, recordsPerSecond),
    ]),
  }
}

/** The figures of those that the proxy is compared with. */
export function comparedTable(found: readonly CellSeries[]): Table {
  return {
    head: [
      ...['records × bytes, connections', 'engine: records/s', 'p50 ms', 'p99 ms', 'CPU µs/record'],
      ...['Java: records/s', 'CPU µs/record', 'echo: requests/s', 'p50 ms', 'p99 ms', 'CPU µs/record'],
      ...peersOf(found).flatMap((name) => [`${name}: records/s`, 'p50 ms', 'p99 ms', 'CPU µs/record', 'RSS MB']),
    ],
    rows: found.map(({ cell, engine, echo, java = [], peers }) => [
      nameOf(cell),
      short(typical(engine, recordsPerSecond)),
      ...delay(engine),
      short(typical(engine, cpuMicrosPerRecord)),
      short(typical(java, recordsPerSecond)),
      short(typical(java, cpuMicrosPerRecord)),
      short(typical(echo, requestsPerSecond)),
      ...delay(echo),
      short(typical(echo, cpuMicrosPerRecord)),
      ...Object.values(peers).flatMap((peer) => [
        short(typical(peer, recordsPerSecond)),
        ...delay(peer),
        short(typical(peer, cpuMicrosPerRecord)),
        short(typical(peer, ({ peakRssBytes }) => peakRssBytes && peakRssBytes / 1e6)),
      ]),
    ]),
  }
}

function peersOf([first]: readonly CellSeries[]): string[] {
  return Object.keys(first?.peers ?? {})
}

function delay(series: readonly Measurement[]): [p50: string, p99: string] {
  return [short(typical(series, ({ p50Ms }) => p50Ms)), short(typical(series, ({ p99Ms }) => p99Ms))]
}
