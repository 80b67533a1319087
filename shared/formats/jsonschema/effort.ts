/** A datum takes too long to be checked. */
export class TooMuchEffort extends Error {}

/**
 * How much work may go into checking one datum. Schemas come from clients: a few lines that refer to themselves twice take
 * longer than anybody can wait, and so does a long list of names in a long list of objects.
 */
export interface Effort {
  /** Begins a new datum. */
  begin(units: number): void
  /** @throws TooMuchEffort */
  spend(units: number): void
}

export function createEffort(): Effort {
  let left = 0
  return {
    begin(units) {
      left = units
    },
    spend(units) {
      left -= units
      if (left < 0) throw new TooMuchEffort()
    },
  }
}
