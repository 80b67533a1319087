import { RE2JS } from 're2js'
import type { Effort } from './effort.ts'

/** Characters. */
const MAX_LENGTH = 2_000

/** Why a pattern cannot be used. */
export class InvalidPattern extends Error {}

/** What Ajv needs of a regular expression; `toString` tells patterns apart. */
export interface Pattern {
  test(text: string): boolean
  toString(): string
}

/**
 * Compiles a `pattern` with RE2, which takes time linear in the text whatever the pattern is.
 *
 * @throws InvalidPattern  it is no regular expression, or uses what RE2 has not: look-around and back references
 */
export function compilePattern(pattern: string, effort: Effort): Pattern {
  if (pattern.length > MAX_LENGTH) throw new InvalidPattern(`a pattern of more than ${MAX_LENGTH} characters`)
  const compiled = compile(pattern)
  return {
    test(text) {
      effort.spend(text.length)
      return compiled.test(text)
    },
    toString: () => pattern,
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (cause) {
    throw new InvalidPattern(
      `the pattern ${JSON.stringify(pattern.slice(0, 200))} is not one of RE2, which has no look-around and no back references`,
      { cause },
    )
  }
}
