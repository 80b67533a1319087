import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http'
import { Server as TlsServer } from 'node:tls'
import type { Listener } from '../config/listener.ts'
import { type ListenerTls, listenerFiles, listenerTls } from '../config/listener-tls.ts'
import { ConfigurationError, type Settings } from '../config/load.ts'
import type { Context } from '../context.ts'
import { RestError, TooManyHeaders } from '../http/errors.ts'
import { JSON_TYPE } from '../http/media-types.ts'
import { errorAnswer } from '../http/wire-error.ts'
import { ambiguityOf } from './ambiguity.ts'
import { certificateReload } from './certificate-reload.ts'
import { trackConnections } from './connections.ts'
import { gracefulStop } from './graceful-stop.ts'
import { createListener, secureContextOf } from './listener.ts'
import { rawAnswer } from './raw-answer.ts'
import { dropSlowReaders } from './slow-readers.ts'
import { answerUnreadable } from './unreadable.ts'

/** The servers of a process: one for each listener, which all serve the same. */
export interface Servers {
  /** Resolves when all are listening. @throws Error  one cannot */
  listen(): Promise<void>
  /** Stops all; resolves when the last connection is closed. @param deadline  epoch milliseconds */
  stop(deadline: number): Promise<void>
}

/** Makes them; none listens yet. */
export function createServers(
  listeners: readonly Listener[],
  options: ServerOptions,
  context: Context,
  serve: RequestListener,
): Servers {
  const { settings, log, metrics } = context
  const answer = answering(context)
  const count = ({ limit }: RestError) => limit && metrics.countLimited(limit)
  const servers = listeners.map((listener) => {
    // Who leaves the Host out is told so in the same way as of all else.
    const server = createListener(listener, { ...options, requireHostHeader: false }, (incoming, outgoing) => {
      const fault = ambiguityOf(incoming) ?? excessOf(incoming, settings)
      if (fault) {
        count(fault)
        answer(fault, outgoing)
      } else serve(incoming, outgoing)
    })
    // Beyond it Node would leave headers out without a word.
    server.maxHeadersCount = settings.maxHeaders + 1
    const connections = trackConnections(server)
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
      if (settings.listenerReload && secured.length > 0) stopWatching = watch(settings, secured, context)
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

function listening(server: Server, { host, port }: Listener): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/**
 * Takes certificates over for new connections when their files have changed; those that are open keep theirs.
 *
 * @returns ends it
 */
function watch(settings: Settings, servers: readonly TlsServer[], { log }: Context): () => void {
  const files = listenerFiles(settings)
  if (files.length === 0) return () => {}
  const look = certificateReload<ListenerTls | undefined>({
    files,
    load() {
      const problems: string[] = []
      const tls = listenerTls(settings, problems)
      if (problems.length > 0) throw new ConfigurationError(problems)
      return tls
    },
    use(tls) {
      if (tls === undefined) return
      for (const server of servers) server.setSecureContext(secureContextOf(tls))
      log.info({ event: 'tls.certificate-read' }, 'New connections get the certificate that is in the files now.')
    },
    onProblem: (err) =>
      log.error({ event: 'tls.certificate-not-read', err }, 'The certificate’s files have changed and cannot be used.'),
  })
  void look()
  const timer = setInterval(() => void look(), settings.listenerReloadIntervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
