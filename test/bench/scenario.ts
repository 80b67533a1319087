import type { Measurement } from './measure/measurement.ts'
import type { Options } from './options.ts'
import type { Bar } from './report/bar.ts'
import type { Stage } from './stage/stage.ts'

/** One question that the benchmark answers, a file each. */
export interface Scenario {
  readonly name: string
  run(stage: Stage, options: Options, signal: AbortSignal): Promise<Findings>
}

/** What a scenario found. */
export interface Findings {
  readonly title: string
  readonly tables: readonly Table[]
  readonly floors: readonly Floor[]
  /** What the tables do not show, and why. */
  readonly notes?: readonly string[]
  /** What the chart shows of them. */
  readonly bars?: readonly Bar[]
  /** All measurements of all rounds, by case and subject, for the JSON. */
  readonly measurements: Readonly<Record<string, readonly Measurement[]>>
}

/** Rows of cells under a head; every row has as many cells as the head. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A promise about a figure. */
export interface Floor {
  readonly promise: string
  /** The figure, with its unit, as it was found. */
  readonly found: string
  readonly met: boolean
}
