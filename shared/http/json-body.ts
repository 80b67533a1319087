import { BadRequest, Unprocessable } from './errors/request.ts'
import { isObject, type JsonObject, onlyFields, parseJson } from './json.ts'

/**
 * A body that must be a JSON object.
 *
 * @returns `undefined` for an empty body and for `null`
 * @throws BadRequest
 */
export function anyObjectBody(body: string): JsonObject | undefined {
  const value = body.trim() === '' ? null : parseJson(body)
  if (value === null) return undefined
  if (!isObject(value)) throw new BadRequest('Bad Request: the body must be a JSON object.')
  return value
}

/** The same, with nothing but known members. @throws BadRequest, Unprocessable */
export function objectBody(body: string, known: ReadonlySet<string>): JsonObject | undefined {
  const object = anyObjectBody(body)
  if (object) onlyFields(object, known)
  return object
}

/** The same, where there must be one (contract: null body → 422). @throws Unprocessable */
export function requiredBody(body: string, known: ReadonlySet<string>): JsonObject {
  const object = objectBody(body, known)
  if (!object)
    throw new Unprocessable(`The request body is empty; it must be an object with ${[...known].join(' or ')}.`)
  return object
}
