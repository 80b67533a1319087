import { BadRequest } from '../../http/errors/request.ts'

/** The longest string Kafka's protocol takes. */
const MAX_STRING_BYTES = 0x7fff

/**
 * A config's name or value that Kafka can be told: a broker closes the connection, with whatever else is under way on
 * it, over a longer one.
 *
 * @throws BadRequest
 */
export function configText(text: string): string {
  if (Buffer.byteLength(text) <= MAX_STRING_BYTES) return text
  throw new BadRequest(`Bad Request: names and values of configs may have ${MAX_STRING_BYTES} bytes at most.`)
}
