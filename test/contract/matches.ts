import { deepEqual, match, ok } from 'node:assert/strict'

/**
 * Compares a JSON value with what is expected of it: exactly, but for a regular expression in the place of a string and a
 * function in the place of anything, which looks for itself.
 */
export function matches(actual: unknown, expected: unknown, path = ''): void {
  if (expected instanceof RegExp) {
    ok(typeof actual === 'string', `${path}: expected a text like ${expected}, found ${JSON.stringify(actual)}`)
    match(actual, expected, path)
  } else if (typeof expected === 'function') expected(actual)
  else if (Array.isArray(expected)) {
    ok(Array.isArray(actual), `${path}: expected an array, found ${JSON.stringify(actual)}`)
    deepEqual(actual.length, expected.length, `${path}: ${actual.length} elements, not ${expected.length}`)
    for (const [index, each] of expected.entries()) matches(actual[index], each, `${path}/${index}`)
  } else if (typeof expected === 'object' && expected !== null) {
    ok(typeof actual === 'object' && actual !== null, `${path}: expected an object, found ${JSON.stringify(actual)}`)
    deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), `${path}: other members`)
    for (const [name, each] of Object.entries(expected)) {
      matches((actual as Record<string, unknown>)[name], each, `${path}/${name}`)
    }
  } else deepEqual(actual, expected, path)
}
