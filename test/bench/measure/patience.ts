import { setTimeout as delay } from 'node:timers/promises'
import { machineCpuMs } from './usage.ts'

/** Waits for the rest of the machine to become calm, as long as there is patience left for it. */
export type Patience = (signal: AbortSignal) => Promise<void>

/** Processors that others may use for the machine to count as calm. */
export const CALM_CORES = 0.2

const LOOK_MS = 250

/**
 * For machines that are shared: what others do in bursts can be waited for.
 *
 * @param totalMs  over all waits together; when it is used up, nothing is waited for any more
 */
export function createPatience(totalMs: number): Patience {
  let leftMs = totalMs
  return async (signal) => {
    while (leftMs > 0) {
      const from = performance.now()
      const busy = await busyCores(LOOK_MS, signal)
      // The first look is the price of knowing; only waiting beyond it wears patience out.
      if (busy <= CALM_CORES) return
      await delay(LOOK_MS * 3, undefined, { signal })
      leftMs -= performance.now() - from
    }
  }
}

/** Asked between two measurements, when the benchmark's own processes are idle. */
async function busyCores(ms: number, signal: AbortSignal): Promise<number> {
  const from = machineCpuMs()
  const startedAt = performance.now()
  await delay(ms, undefined, { signal })
  const to = machineCpuMs()
  if (from === undefined || to === undefined) return 0
  return (to.busyMs + to.stolenMs - from.busyMs - from.stolenMs) / (performance.now() - startedAt)
}
