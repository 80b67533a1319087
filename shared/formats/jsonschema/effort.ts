import type { ErrorObject } from 'ajv'

/** A datum takes too long to be checked. */
export class TooMuchEffort extends Error {}

/** A datum has more errors than are worth keeping; those that were found. */
export class TooManyErrors extends Error {
  readonly errors: readonly ErrorObject[]

  constructor(errors: readonly ErrorObject[]) {
    super('too many errors')
    this.errors = errors
  }
}

const MAX_ERRORS = 1_000

/**
 * How much work may go into checking one datum. Schemas come from clients: a few lines that refer to themselves twice take
 * longer than anybody can wait, and so does a long list of names in a long list of objects.
 */
export interface Effort {
  /** Begins a new datum. */
  begin(units: number): void
  /**
   * @param errors  what has been found so far
   * @throws TooMuchEffort, TooManyErrors
   */
  spend(units: number, errors?: readonly ErrorObject[] | null): void
}

export function createEffort(): Effort {
  let left = 0
  return {
    begin(units) {
      left = units
    },
    spend(units, errors) {
      if (errors && errors.length > MAX_ERRORS) throw new TooManyErrors(errors)
      left -= units
      if (left < 0) throw new TooMuchEffort()
    },
  }
}
