import { cores, type Measurement } from './measurement.ts'

/** Measures one subject once. */
export type Measure = () => Promise<Measurement>

/** Processors that others may use during a window for it to count as calm. */
const CALM_CORES = 0.2

/**
 * Measures several subjects in turn, round after round (A B C A B C …), so that whatever else the machine does in these
 * minutes falls on all of them alike.
 *
 * @param attempts  how often a window that others disturbed is measured at most; the calmest one counts
 * @returns the measurements of each subject, one a round
 */
export async function inRounds(
  { rounds, attempts }: { readonly rounds: number; readonly attempts: number },
  subjects: Readonly<Record<string, Measure>>,
  signal: AbortSignal,
): Promise<Record<string, Measurement[]>> {
  const found: Record<string, Measurement[]> = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(subjects)) {
      found[name]?.push(await calmest(measure, attempts, signal))
    }
  }
  return found
}

/** Whether something else than what is measured took a good part of the machine. */
export function isDisturbed(measurement: Measurement): boolean {
  return othersCores(measurement) > CALM_CORES
}

async function calmest(measure: Measure, attempts: number, signal: AbortSignal): Promise<Measurement> {
  signal.throwIfAborted()
  const first = await measure()
  if (attempts <= 1 || !isDisturbed(first)) return first
  const other = await calmest(measure, attempts - 1, signal)
  return othersCores(other) < othersCores(first) ? other : first
}

function othersCores(measurement: Measurement): number {
  return cores(measurement.cpu.othersMs, measurement) ?? 0
}
