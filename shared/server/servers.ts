import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'
import type { Listener } from '../config/listener.ts'
import type { Settings } from '../config/load.ts'
import type { Context } from '../context.ts'
import { TooManyHeaders } from '../http/errors/limits.ts'
import { RestError } from '../http/errors/rest-error.ts'
import { JSON_TYPE } from '../http/media-types.ts'
import { errorAnswer } from '../http/wire-error.ts'
import { ambiguityOf } from './ambiguity.ts'
import { trackConnections } from './connections.ts'
import { gracefulStop } from './graceful-stop.ts'
import { createListener } from './listener.ts'
import { listening } from './listening.ts'
import { rawAnswer } from './raw-answer.ts'
import { dropSlowReaders } from './slow-readers.ts'
import { answerUnreadable } from './unreadable.ts'
import { watchCertificates } from './watch-certificates.ts'

/** The servers of a process: one for each listener, which all serve the same. */
export interface Servers {
  /** Resolves when all are listening. @throws Error  one cannot */
  listen(): Promise<void>
  /** Stops all; resolves when the last connection is closed. @param deadline  epoch milliseconds */
  stop(deadline: number): Promise<void>
}

/** What takes connections over that begin as requests. */
export interface Upgrading {
  /** Whether a request wants that. */
  wants(request: IncomingMessage): boolean
  /** @param release  hears of connections that HTTP has nothing to do with any more */
  serve(server: Server, release: (socket: Duplex) => void): void
}

/** Makes them; none listens yet. @param upgrading  undefined where every connection stays one of HTTP */
export function createServers(
  listeners: readonly Listener[],
  options: ServerOptions,
  context: Context,
  serve: RequestListener,
  upgrading?: Upgrading,
): Servers {
  const { settings, log, metrics } = context
  const answer = answering(context)
  const count = ({ limit }: RestError) => limit && metrics.countLimited(limit)
  const servers = listeners.map((listener) => {
    // Who leaves the Host out is told so in the same way as of all else.
    const own = { ...options, requireHostHeader: false, ...(upgrading && { shouldUpgradeCallback: upgrading.wants }) }
    const server = createListener(listener, own, (incoming, outgoing) => {
      const fault = ambiguityOf(incoming) ?? excessOf(incoming, settings)
      if (fault) {
        count(fault)
        answer(fault, outgoing)
      } else serve(incoming, outgoing)
    })
    // Beyond it Node would leave headers out without a word.
    server.maxHeadersCount = settings.maxHeaders + 1
    const connections = trackConnections(server)
    upgrading?.serve(server, connections.release)
    answerUnreadable(server, connections, (error) => {
      count(error)
      return rawAnswer(error, (own) => headersOf(context, error, own))
    })
    const stopLooking = dropSlowReaders(server, connections, {
      idleMs: settings.idleTimeoutMs,
      answerMs: settings.answerTimeoutMs,
      onSlow: (limit) => metrics.countLimited(limit),
    })
    server.on('checkExpectation', (_, outgoing: ServerResponse) => answer(new UnknownExpectation(), outgoing))
    const stop = gracefulStop(server, connections)
    return { listener, server, stop: (deadline: number) => stop(deadline).finally(stopLooking) }
  })
  const secured = servers.map(({ server }) => server as Server).filter((server) => server instanceof TlsServer)
  let stopWatching = () => {}

  return {
    async listen() {
      for (const { listener, server } of servers) {
        await listening(server, listener)
        // One connection that cannot be taken, for want of descriptors say, is no reason to give up all others.
        server.on('error', (err) => log.error({ event: 'server.connection-not-taken', err }, err.message))
        const scheme = listener.tls ? 'https' : 'http'
        log.info({ event: 'server.started', scheme, ...(server.address() as object) }, 'The proxy is listening.')
      }
      stopWatching = watchCertificates(settings, secured, log)
    },
    async stop(deadline) {
      stopWatching()
      await Promise.all(servers.map(({ stop }) => stop(deadline)))
    },
  }
}

function excessOf({ rawHeaders }: IncomingMessage, { maxHeaders }: Settings): RestError | undefined {
  return rawHeaders.length > 2 * maxHeaders ? new TooManyHeaders(maxHeaders) : undefined
}

/** 417/417: the client expects something else than to be told to go on. */
class UnknownExpectation extends RestError {
  constructor() {
    super(417, 417, 'HTTP 417 Expectation Failed. The only expectation that is met is 100-continue.')
  }
}

/** Of an answer to what the application never hears of, and with them the line about it. */
function headersOf(context: Context, error: RestError, own: Record<string, string>): Record<string, string> {
  const { requestIds, responseHeaders, settings, log } = context
  const requestId = requestIds.next()
  if (settings.requestLog === 'all')
    log.info({ event: 'request', status: error.status, reason: error.message, requestId }, 'Not read as a request.')
  return responseHeaders.without(requestId, own)
}

/** Refuses a request that the application must not see; it is the last on its connection. */
function answering(context: Context): (error: RestError, outgoing: ServerResponse) => void {
  return (error, outgoing) => {
    const { status, headers, body } = errorAnswer(error, JSON_TYPE)
    const text = String(body)
    const own = { ...headers, 'Content-Length': String(Buffer.byteLength(text)), Connection: 'close' }
    outgoing.writeHead(status, headersOf(context, error, own))
    outgoing.end(text)
  }
}
