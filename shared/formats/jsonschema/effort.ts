import type { ErrorObject } from 'ajv'

/** A datum takes too long to be checked. */
export class TooMuchEffort extends Error {}

/** A datum has more errors than are worth keeping; some of them. */
export class TooManyErrors extends Error {
  readonly errors: readonly FoundError[]

  constructor(errors: readonly FoundError[]) {
    super('too many errors')
    this.errors = errors
  }
}

/** There are more errors than are worth keeping in what may yet turn out not to matter: a branch of `anyOf`. */
export class Undecided extends Error {}

export type FoundError = Pick<ErrorObject, 'instancePath' | 'params' | 'message'>

/** Errors of a datum that are kept. */
const MAX_ERRORS = 100
/** The same where they may not matter. */
const MAX_TENTATIVE = 1_000

type Errors = readonly ErrorObject[] | null

/**
 * How much work may go into checking one datum, and how many errors are kept. Schemas come from clients: a few lines that refer to
 * themselves twice take longer than anybody can wait, and so does a long list of names in a long list of objects.
 */
export interface Effort {
  /** Begins a new datum. */
  begin(units: number): void
  /**
   * @param errors  what has been found so far by the function that asks
   * @throws TooMuchEffort, TooManyErrors, Undecided
   */
  spend(units: number, errors?: Errors): void
  /**
   * An error is made.
   *
   * @returns its `params`
   * @throws TooManyErrors, Undecided
   */
  found(params: ErrorObject['params'], instancePath: string, message: string): ErrorObject['params']
  /** Goes into a keyword whose errors may not matter. */
  enter(): void
  leave(): void
  /** Another function goes on; what the one that calls it has found is kept meanwhile. */
  call(errors: Errors): void
  back(): void
}

export function createEffort(): Effort {
  let left = 0
  let tentative = 0
  let callers: Errors[] = []
  let kept = 0
  /** Since the last look at all errors: a keyword may make many at once. */
  let made: FoundError[] = []

  function check(count: number, errors: () => readonly FoundError[]): void {
    if (tentative > 0 && count > MAX_TENTATIVE) throw new Undecided()
    if (tentative === 0 && count > MAX_ERRORS) throw new TooManyErrors(errors())
  }
  const known = (): FoundError[] => callers.flatMap((each) => each ?? [])

  return {
    begin(units) {
      left = units
      tentative = 0
      callers = []
      kept = 0
      made = []
    },
    spend(units, errors = null) {
      if (made.length > 0) made = []
      if (errors) check(kept + errors.length, () => [...known(), ...errors])
      left -= units
      if (left < 0) throw new TooMuchEffort()
    },
    found(params, instancePath, message) {
      made.push({ params, instancePath, message })
      check(kept + made.length, () => [...known(), ...made])
      return params
    },
    enter() {
      tentative++
    },
    leave() {
      tentative--
    },
    call(errors) {
      callers.push(errors)
      kept += errors?.length ?? 0
    },
    back() {
      kept -= callers.pop()?.length ?? 0
    },
  }
}
