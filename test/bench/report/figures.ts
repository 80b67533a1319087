import { cpuMicrosPerRecord, recordsPerSecond } from '../measure/measurement.ts'
import { type Series, typical } from '../measure/series.ts'
import { short } from './format.ts'

/** Cells of a table: records/s, p50 and p99 in ms, CPU µs/record. */
export function figures(series: Series): string[] {
  return [
    short(typical(series, recordsPerSecond)),
    short(typical(series, ({ p50Ms }) => p50Ms)),
    short(typical(series, ({ p99Ms }) => p99Ms)),
    short(typical(series, cpuMicrosPerRecord)),
  ]
}
