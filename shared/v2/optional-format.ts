import { FORMAT_NAMES, type FormatName, formatNamed } from '../formats/format-name.ts'
import { Unprocessable } from '../http/errors/request.ts'
import { type JsonObject, optional, STRING } from '../http/json.ts'

/**
 * Reads an optional member that names an embedded format, in any case.
 *
 * @throws BadRequest     it is no string
 * @throws Unprocessable  422/422: it names none (contract B.4)
 */
export function optionalFormat(object: JsonObject, name: string): FormatName | undefined {
  const given = optional(object, name, STRING)
  if (given === undefined) return undefined
  const known = formatNamed(given)
  if (known) return known
  throw new Unprocessable(`Invalid format type. '${name}' must be one of ${FORMAT_NAMES.join(', ')}.`)
}
