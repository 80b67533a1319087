import { decodeBase64 } from '../formats/base64.ts'
import { BadRequest } from '../http/errors/request.ts'
import type { RestError } from '../http/errors/rest-error.ts'
import { OBJECT, onlyFields, optional, STRING } from '../http/json.ts'
import type { RecordHeader } from './producer.ts'

const FIELDS = new Set(['name', 'value'])

/**
 * Reads a header of a record, `{"name", "value": base64 or null}` (contract C.9; in v2 an extension).
 *
 * @param nameless  makes the error for one without a name, which the versions answer differently
 * @throws BadRequest, Unprocessable  it is none
 */
export function parseRecordHeader(header: unknown, nameless: () => RestError): RecordHeader {
  if (!OBJECT.is(header)) throw new BadRequest('Bad Request: a header must be {"name": …, "value": base64 or null}.')
  onlyFields(header, FIELDS)
  const name = optional(header, 'name', STRING)
  if (name === undefined) throw nameless()
  const value = optional(header, 'value', STRING)
  if (value === undefined) return { name, value: null }
  const bytes = decodeBase64(value)
  if (!bytes) throw new BadRequest(`Bad Request: the value of header '${name}' is not base64.`)
  return { name, value: bytes }
}
