import type { Floor } from '../scenario.ts'
import type { Bar } from './bar.ts'
import { atLeast } from './floor.ts'

/** A ratio that is promised, and shown in the chart. */
export interface Promised {
  readonly name: string
  /** Of the proxy, with its unit. */
  readonly figure: string
  readonly baseline: string
  readonly target: number
  readonly ratio: number | undefined
}

/** Ratios as floors and as bars. A ratio that is missing is a floor that is not met, and no bar. */
export function promised(all: readonly Promised[]): { floors: Floor[]; bars: Bar[] } {
  return {
    floors: all.map(({ name, baseline, target, ratio }) => atLeast(`${name}: of ${baseline}`, target, ratio)),
    bars: all.flatMap(({ ratio, ...bar }) => (ratio === undefined || Number.isNaN(ratio) ? [] : [{ ...bar, ratio }])),
  }
}
