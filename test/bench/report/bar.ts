/** A figure beside its baseline, as the chart shows it. */
export interface Bar {
  /** What was measured, in a few words. */
  readonly name: string
  /** The proxy's own figure, with its unit. */
  readonly figure: string
  /** What it is compared with. */
  readonly baseline: string
  /** The proxy's figure by the baseline's. */
  readonly ratio: number
  /** What the ratio should be at least. */
  readonly target: number
}
