import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, Server as TlsServer } from 'node:tls'
import type { Listener } from '../config/listener.ts'
import type { Context } from '../context.ts'
import { authenticationOf, secureContextOf } from '../server/listener.ts'
import { listening } from '../server/listening.ts'
import { watchCertificates } from '../server/watch-certificates.ts'
import type { MqttConnections } from './connections.ts'
import { TcpTransport } from './tcp-transport.ts'

/** The listeners of MQTT over TCP and TLS. */
export interface MqttListeners {
  /** Resolves when all are listening. @throws Error  one cannot */
  listen(): Promise<void>
  /** Whether all are. */
  readonly listening: boolean
  /** Takes no more connections. */
  stop(): void
}

/** A client that vanished without a word shows after that, and a few probes. */
const PROBE_AFTER_MS = 75_000
/** Node reads so much ahead while a connection is not read. */
const READ_AHEAD_BYTES = 16 * 1024

const OPTIONS = {
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: PROBE_AFTER_MS,
  highWaterMark: READ_AHEAD_BYTES,
  // Who says good-bye and goes may have sent more than could be taken at once.
  allowHalfOpen: true,
} as const

export function createMqttListeners(
  listeners: readonly Listener[],
  connections: MqttConnections,
  { settings, log }: Context,
): MqttListeners {
  const servers = listeners.map((listener) => ({ listener, server: createListener(listener, connections) }))
  const secured = servers.map(({ server }) => server).filter((server) => server instanceof TlsServer)
  let stopWatching = () => {}

  return {
    async listen() {
      for (const { listener, server } of servers) {
        await listening(server, listener)
        server.on('error', (err) => log.error({ event: 'mqtt.connection-not-taken', err }, err.message))
        const scheme = listener.tls ? 'mqtts' : 'mqtt'
        log.info({ event: 'mqtt.started', scheme, ...(server.address() as object) }, 'Listening for MQTT.')
      }
      stopWatching = watchCertificates(settings, secured, log)
    },
    get listening() {
      return servers.every(({ server }) => server.listening)
    },
    stop() {
      stopWatching()
      for (const { server } of servers) server.close()
    },
  }
}

function createListener({ tls }: Listener, connections: MqttConnections): Server {
  const take = (socket: Socket) => serve(socket, connections)
  if (tls === undefined) return createServer(OPTIONS, take)
  const server = createSecureServer({ ...OPTIONS, ...secureContextOf(tls), ...authenticationOf(tls) }, take)
  // A handshake that fails is nothing to tell anybody about.
  server.on('tlsClientError', (_, socket) => socket.destroy())
  return server
}

function serve(socket: Socket, connections: MqttConnections): void {
  const address = socket.remoteAddress ?? ''
  socket.on('error', () => {})
  const connection = connections.open(new TcpTransport(socket))
  if (!connection) {
    socket.destroy()
    return
  }
  socket.on('data', (chunk: Buffer) => connection.receive(chunk))
  socket.on('end', () => connection.ended())
  socket.on('drain', () => connection.drained())
  socket.on('close', () => connections.closed(connection, address))
}
