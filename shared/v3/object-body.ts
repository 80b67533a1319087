import { BadRequest, PayloadError } from '../http/errors.ts'
import { isObject, type JsonObject, parseJson } from '../http/json.ts'

/**
 * The object that a request's body must be (contract C.1).
 *
 * @throws PayloadError  no body, or null (422/42206)
 * @throws BadRequest    malformed JSON, or something else than an object
 */
export function objectBody(text: string): JsonObject {
  const request = text.trim() === '' ? null : parseJson(text)
  if (request === null) throw new PayloadError('Payload error. Request body is empty. Data is required.')
  if (!isObject(request)) throw new BadRequest('Bad Request: the body must be a JSON object.')
  return request
}
