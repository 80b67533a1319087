import { MAX_DEPTH } from '../formats/json-scan.ts'
import { BadRequest, Unprocessable } from './errors/request.ts'
import { isDeeperThan } from './json-depth.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** @throws BadRequest  malformed JSON, with the parser's own words and position (contract A.5) */
export function parseJson(text: string): unknown {
  if (isDeeperThan(text, MAX_DEPTH)) throw tooDeep()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notJson(error as Error)
  }
}

/** What to say of a text that was found to be no JSON, or to be nested too deeply. */
export function malformed(text: string): unknown {
  try {
    parseJson(text)
    return tooDeep()
  } catch (error) {
    return error
  }
}

function tooDeep(): BadRequest {
  return new BadRequest(`Bad Request: the JSON is nested too deeply: ${MAX_DEPTH} objects and arrays at most.`)
}

function notJson(cause: Error): BadRequest {
  // It quotes what it stumbled over, line breaks included.
  return new BadRequest(`Bad Request: malformed JSON: ${cause.message.replaceAll(/\s+/g, ' ')}`, { cause })
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
