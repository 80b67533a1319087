/** What a ratio was, and what was expected of it. */
export interface Verdict {
  readonly name: string
  readonly found: number
  /** Absent for a ratio that nobody has committed yet. */
  readonly expected?: number
  /** More than the band allows: the proxy's share has grown. */
  readonly regressed: boolean
  /** Less than the band allows: what is expected should be written anew, or it will not notice when this is lost. */
  readonly improved: boolean
}

/**
 * Holds ratios against committed ones.
 *
 * @param found     processor time of the proxy by that of another, by name; NaN for one that could not be measured
 * @param expected  the same when it was committed
 * @param band      how many times what is expected may be found, 1 or more
 */
export function judge(
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
  band: number,
): Verdict[] {
  return Object.entries(found).map(([name, ratio]) => {
    const wanted = expected[name]
    return {
      name,
      found: ratio,
      ...(wanted !== undefined && { expected: wanted }),
      // So that a figure that is missing, or not expected by anybody, is not taken for a good one.
      regressed: wanted === undefined || !(ratio <= wanted * band),
      improved: wanted !== undefined && ratio < wanted / band,
    }
  })
}
