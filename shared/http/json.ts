import { BadRequest, Unprocessable } from './errors.ts'
import { isDeeperThan } from './json-depth.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** Objects and arrays within each other; a shorter text cannot have as many and is not looked through. */
const MAX_DEPTH = 1_000_000

/** @throws BadRequest  malformed JSON, with the parser's own words and position (contract A.5) */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, MAX_DEPTH)) throw new BadRequest('Bad Request: the JSON is nested too deeply.')
  try {
    return JSON.parse(text)
  } catch (cause) {
    // It quotes what it stumbled over, line breaks included.
    const reason = (cause as Error).message.replaceAll(/\s+/g, ' ')
    throw new BadRequest(`Bad Request: malformed JSON: ${reason}`, { cause })
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Refuses members that the contract does not know.
 *
 * @throws Unprocessable  422, naming the first of them as Confluent does
 */
export function onlyFields(object: JsonObject, known: ReadonlySet<string>): void {
  for (const name in object) if (!known.has(name)) throw new Unprocessable(`Unrecognized field: ${name}`)
}

/** Reads an optional member of a given kind; `undefined` when absent or null. @throws BadRequest on another kind */
export function optional<T>(object: JsonObject, name: string, kind: Kind<T>): T | undefined {
  const value = object[name]
  if (value === undefined || value === null) return undefined
  if (!kind.is(value)) throw new BadRequest(`Bad Request: '${name}' must be ${kind.what}, not ${describe(value)}.`)
  return value
}

interface Kind<T> {
  readonly what: string
  readonly is: (value: unknown) => value is T
}

export const STRING: Kind<string> = { what: 'a string', is: (value) => typeof value === 'string' }
export const BOOLEAN: Kind<boolean> = { what: 'true or false', is: (value) => typeof value === 'boolean' }
export const ARRAY: Kind<readonly unknown[]> = { what: 'an array', is: (value) => Array.isArray(value) }
export const OBJECT: Kind<JsonObject> = { what: 'an object', is: isObject }
export const INT32: Kind<number> = {
  what: 'a whole number of 32 bits',
  is: (value): value is number => Number.isInteger(value) && Math.abs(value as number) <= 0x7fffffff,
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
