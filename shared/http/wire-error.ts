import type { Answer } from './answer.ts'
import { NotAcceptable } from './errors/request.ts'
import type { RestError } from './errors/rest-error.ts'

/** Longest message, characters: some quote what the client or the registry wrote, which may be megabytes. */
const MAX_MESSAGE = 8_000

/**
 * The one place where an error becomes an answer (contract D): `{"error_code": …, "message": …}`.
 *
 * @param type  media type negotiated for the route, or the one for errors before a route is known
 */
export function errorAnswer(error: RestError, type: string): Answer {
  const body = JSON.stringify({ error_code: error.code, message: shortened(error.message) })
  // A client that accepts none of our types is told of none. As bytes: text would be given one by default (contract A.5).
  if (error instanceof NotAcceptable) return { status: error.status, headers: error.headers, body: Buffer.from(body) }
  return { status: error.status, headers: { ...error.headers, 'Content-Type': type }, body }
}

function shortened(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE).toWellFormed()}…`
}
