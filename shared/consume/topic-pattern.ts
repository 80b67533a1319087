import { RE2JS } from 're2js'

/** A compiled topic pattern. */
export interface TopicPattern {
  matches(name: string): boolean
}

/**
 * Compiles a topic pattern: a regular expression that a whole topic name must match (contract B.6).
 *
 * RE2's engine takes time linear in the name whatever the pattern; JavaScript's own can be made to run for years.
 *
 * @throws Error  it is no regular expression, or uses what RE2 has not (look-around, back references)
 */
export function compilePattern(pattern: string): TopicPattern {
  const compiled = RE2JS.compile(pattern)
  return { matches: (name) => compiled.matches(name) }
}
