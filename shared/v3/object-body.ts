import { PayloadError } from '../http/errors/produce.ts'
import type { JsonObject } from '../http/json.ts'
import { anyObjectBody } from '../http/json-body.ts'

/**
 * The object that a request's body must be (contract C.1).
 *
 * @throws PayloadError  no body, or null (422/42206)
 * @throws BadRequest    malformed JSON, or something else than an object
 */
export function objectBody(text: string): JsonObject {
  const request = anyObjectBody(text)
  if (!request) throw new PayloadError('Payload error. Request body is empty. Data is required.')
  return request
}
