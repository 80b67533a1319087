import { STATUS_CODES } from 'node:http'
import type { RestError } from '../http/errors/rest-error.ts'
import { JSON_TYPE } from '../http/media-types.ts'
import { errorAnswer } from '../http/wire-error.ts'

/** An error as the bytes of the last answer on a connection, for where there is no request that Node could answer. */
export function rawAnswer(error: RestError, complete: (own: Record<string, string>) => Record<string, string>): string {
  const { status, headers, body } = errorAnswer(error, JSON_TYPE)
  const text = String(body)
  const all = {
    ...complete({ ...headers, 'Content-Length': String(Buffer.byteLength(text)) }),
    Date: new Date().toUTCString(),
    Connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${[`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines].join('\r\n')}\r\n\r\n${text}`
}
