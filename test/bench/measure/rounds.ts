import { cores, type Measurement } from './measurement.ts'
import { CALM_CORES, type Patience } from './patience.ts'

/** Measures one subject once. */
export type Measure = () => Promise<Measurement>

/** How measurements are repeated. */
export interface Repetition {
  readonly rounds: number
  /** How often a window that others disturbed is measured at most; the calmest one counts. */
  readonly attempts: number
  readonly patience: Patience
}

/**
 * Measures several subjects in turn, round after round (A B C A B C …), so that whatever else the machine does in these
 * minutes falls on all of them alike.
 *
 * @returns the measurements of each subject, one a round
 */
export async function inRounds(
  repetition: Repetition,
  subjects: Readonly<Record<string, Measure>>,
  signal: AbortSignal,
): Promise<Record<string, Measurement[]>> {
  const found: Record<string, Measurement[]> = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round < repetition.rounds; round++) {
    for (const [name, measure] of Object.entries(subjects)) {
      found[name]?.push(await calmest(measure, repetition, signal))
    }
  }
  return found
}

/** Whether something else than what is measured took a good part of the machine. */
export function isDisturbed(measurement: Measurement): boolean {
  return othersCores(measurement) > CALM_CORES
}

async function calmest(
  measure: Measure,
  { attempts, patience }: Repetition,
  signal: AbortSignal,
): Promise<Measurement> {
  let best: Measurement | undefined
  for (let attempt = 0; attempt < attempts && (best === undefined || isDisturbed(best)); attempt++) {
    await patience(signal)
    signal.throwIfAborted()
    const found = await measure()
    if (best === undefined || othersCores(found) < othersCores(best)) best = found
  }
  return best as Measurement
}

function othersCores(measurement: Measurement): number {
  return cores(measurement.cpu.othersMs, measurement) ?? 0
}
