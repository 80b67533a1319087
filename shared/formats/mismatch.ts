import { found } from './found.ts'

/**
 * A datum does not fit its schema. Thrown where it is found; the types around it add their step of the way there as it
 * passes, so that a datum that fits pays nothing for it.
 */
export class Mismatch extends Error {
  /** From the place to the root: names and indexes. */
  readonly steps: (string | number)[] = []

  constructor(message: string) {
    super(message)
    this.name = 'Mismatch'
  }

  /** The place as a JSON pointer (RFC 6901) below a root. */
  pointer(root: string): string {
    const steps = this.steps.toReversed().map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
    return [root, ...steps].join('/')
  }
}

export function expected(what: string, value: unknown): Mismatch {
  return new Mismatch(`expected ${what}, found ${found(value)}`)
}

/** Adds a step to whatever passes, if it is a mismatch. */
export function inside(step: string | number, error: unknown): unknown {
  if (error instanceof Mismatch) error.steps.push(step)
  return error
}
