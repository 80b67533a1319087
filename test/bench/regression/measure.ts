import { cpuMicrosPerRecord, type Measurement } from '../measure/measurement.ts'
import type { Measure } from '../measure/rounds.ts'
import type { RegressionCase } from './cases.ts'

const TIMING = { settleMs: 50, durationMs: 300, pauseMs: 0 }
/** What a process has worked before anything counts: until then its compiler is part of what it costs. */
const WARM_CPU_MS = 1_500
/** What it works for a figure. The system counts in steps of ten milliseconds. */
const FIGURE_CPU_MS = 250
/** On a machine where others take nearly everything, for one of these. */
const MOST_WINDOWS = 6

/**
 * Processor time of the proxy for a record by that of each it is compared with: of both the least of several rounds, taken in
 * turn. Rates depend on who else is on the machine, what a record costs much less; and others only ever add to it, as they
 * take the processor's caches. For the same reason it is work that is measured out, rather than time.
 *
 * @param wanted  names of ratios; a case none of whose ratios is wanted is left out
 * @returns by name; NaN for one that could not be measured
 */
export async function measureRatios(
  cases: readonly RegressionCase[],
  rounds: number,
  signal: AbortSignal,
  wanted?: ReadonlySet<string>,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const each of cases) {
    const { proxy, ...others } = each.subjects(TIMING)
    const nameOf = (other: string) => `${each.name}, of ${other}`
    if (wanted && !Object.keys(others).some((other) => wanted.has(nameOf(other)))) continue
    for (const subject of [proxy, ...Object.values(others)]) await cpuPerRecord(subject, WARM_CPU_MS)
    const least: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      for (const [name, subject] of Object.entries({ proxy, ...others })) {
        signal.throwIfAborted()
        const cost = await cpuPerRecord(subject, FIGURE_CPU_MS)
        // A round without a figure does not count; none with one leaves the ratio without.
        if (cost > 0) least[name] = Math.min(least[name] ?? cost, cost)
      }
    }
    for (const name of Object.keys(others))
      found[nameOf(name)] = (least.proxy ?? Number.NaN) / (least[name] ?? Number.NaN)
  }
  return found
}

/** Microseconds, over as many windows as it takes the subject to work for so long. */
async function cpuPerRecord(measure: Measure, workMs: number): Promise<number> {
  const windows: Measurement[] = []
  const worked = () => windows.reduce((sum, { cpu }) => sum + (cpu.subjectMs ?? Number.NaN), 0)
  do windows.push(await measure())
  while (worked() < workMs && windows.length < MOST_WINDOWS)
  const records = windows.reduce((sum, each) => sum + each.records, 0)
  const { durationMs } = windows[0] as Measurement
  return cpuMicrosPerRecord({ requests: 0, records, durationMs, cpu: { subjectMs: worked() } }) ?? Number.NaN
}
