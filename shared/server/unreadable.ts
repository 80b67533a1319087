import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { BadRequest, MethodNotAllowed } from '../http/errors/request.ts'
import { RestError } from '../http/errors/rest-error.ts'
import { UnsupportedVersion } from './ambiguity.ts'
import type { Connections, Work } from './connections.ts'

/** How long a refused client may go on sending before the connection is cut: until then it can still read why. */
const LINGER_MS = 500

/** What Node says of bytes that are no request. */
interface ParseError extends Error {
  readonly code?: string
  readonly reason?: string
}

/**
 * Answers what is no request: it is told what is wrong, and its connection is closed.
 *
 * Requests before it on the connection are answered first, and then nothing more is: the refusal could be taken for the
 * answer to one that has stored its records.
 *
 * @param refuse  makes the bytes of the answer
 */
export function answerUnreadable(server: Server, { work }: Connections, refuse: (error: RestError) => string): void {
  const refused = new WeakSet<Socket>()

  function end(socket: Socket, error: RestError): void {
    refused.add(socket)
    socket.end(refuse(error))
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }

  function endWhenAnswered(socket: Socket, own: Work): void {
    refused.add(socket)
    if (own.last?.headersSent === false) own.last.setHeader('Connection', 'close')
    own.whenIdle = () => socket.destroySoon()
  }

  server.on('clientError', (error: ParseError, socket: Socket) => {
    // What comes after is no better.
    if (refused.has(socket)) return
    const own = work.get(socket)
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy()
    else if (own?.last?.req.complete) endWhenAnswered(socket, own)
    else if (own?.last && (own.open > 1 || own.last.headersSent)) socket.destroy()
    else end(socket, refusalOf(error))
  })
  // Nobody is connected to anybody through this proxy.
  server.on('connect', (_, socket: Socket) => {
    // Node leaves the connection to us, and with it what may go wrong on it.
    socket.on('error', () => {})
    const own = work.get(socket)
    if (own?.last) endWhenAnswered(socket, own)
    else end(socket, new MethodNotAllowed(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
  })
}

function refusalOf({ code, reason }: ParseError): RestError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new RestError(431, 431, 'HTTP 431 Request Header Fields Too Large. Send fewer or shorter headers.', {
        limit: 'header-bytes',
      })
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new RestError(413, 413, 'HTTP 413 Content Too Large. Send chunks without extensions.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RestError(408, 408, 'The headers of the request did not come in time; send them faster.', {
        limit: 'header-time',
      })
    case 'HPE_INVALID_VERSION':
    case 'HPE_PAUSED_H2_UPGRADE':
      return new UnsupportedVersion()
    default:
      return new BadRequest(`Bad Request: ${reason ? `${reason} (RFC 9112)` : 'this is not HTTP'}.`)
  }
}
