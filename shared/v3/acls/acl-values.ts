import { BadRequest } from '../../http/errors/request.ts'
import { MAX_TEXT_BYTES } from '../../kafka/admin/acl.ts'

/** One of the names, in whatever case. @throws BadRequest  another word; the message lists the names */
export function oneOf<Name extends string>(field: string, word: string, values: Readonly<Record<Name, unknown>>): Name {
  const name = word.toUpperCase()
  if (Object.hasOwn(values, name)) return name as Name
  const names = Object.keys(values).join(', ')
  throw new BadRequest(`Bad Request: ${field} must be one of ${names}, not '${word.slice(0, 100)}'.`)
}

/** @throws BadRequest  the text is longer than Kafka's protocol takes */
export function aclText(field: string, text: string): string {
  if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) return text
  throw new BadRequest(`Bad Request: ${field} may have ${MAX_TEXT_BYTES} bytes at most.`)
}
