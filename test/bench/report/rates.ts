import { cpuMicrosPerRecord, recordsPerSecond, requestsPerSecond } from '../measure/measurement.ts'
import { apart, type Series, typical } from '../measure/series.ts'
import { short, times } from './format.ts'

/** Heads of {@link ratesOf}. */
export const RATES = ['requests/s', 'records/s', 'p50 ms', 'p99 ms', 'CPU µs/record', 'spread']

/** What a series of requests came to, as cells of a table. */
export function ratesOf(series: Series): string[] {
  return [
    short(typical(series, requestsPerSecond)),
    short(typical(series, recordsPerSecond)),
    short(typical(series, ({ p50Ms }) => p50Ms)),
    short(typical(series, ({ p99Ms }) => p99Ms)),
    short(typical(series, cpuMicrosPerRecord)),
    times(apart(series, recordsPerSecond)),
  ]
}
