import { BadRequest } from './errors/request.ts'
import type { RestError } from './errors/rest-error.ts'
import { malformed } from './json.ts'
import { JsonReader, NotJson } from './json-reader.ts'

/**
 * Walks through a body that must be a JSON object, from its first member to its end.
 *
 * @param empty  makes the error for no body, and for null
 * @param walk   passes the object's members, to the last
 * @throws BadRequest  malformed JSON, or something else than an object
 */
export function walkBody<T>(body: Buffer, empty: () => RestError, walk: (reader: JsonReader) => T): T {
  const reader = new JsonReader(body)
  try {
    const first = reader.peek()
    if (first === -1) throw empty()
    if (first !== OPEN_BRACE) {
      reader.skipValue()
      reader.finish()
      throw first === LETTER_N ? empty() : new BadRequest('Bad Request: the body must be a JSON object.')
    }
    reader.enterObject()
    const walked = walk(reader)
    reader.finish()
    return walked
  } catch (error) {
    throw error instanceof NotJson ? malformed(body.toString()) : error
  }
}

const LETTER_N = 110
const OPEN_BRACE = 123
