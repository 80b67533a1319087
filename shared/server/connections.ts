import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'

/** What a connection has to do. */
export interface Work {
  /** Requests that are not answered to the end; several when the client does not wait for answers. */
  open: number
  /** The answer to the last of them. */
  last: ServerResponse | undefined
  /** To be called when none is open any more. */
  whenIdle: (() => void) | undefined
}

/** The connections of a server. */
export interface Connections {
  readonly work: ReadonlyMap<Socket, Work>
  /** With TLS: those beneath, which are there before the handshake. */
  readonly beneath: ReadonlySet<Socket>
  /** Forgets a connection that HTTP has nothing to do with any more. */
  release(socket: Duplex): void
}

/** Keeps account of a server's connections and what is open on them. To be called before it serves any. */
export function trackConnections(server: Server): Connections {
  // By connection, not a set of answers: what a set has held is kept alive by its earlier tables for as long as these are in
  // old space, and with it all that an answer holds.
  const connections = new Map<Socket, Work>()
  const beneath = new Set<Socket>()
  const secure = server instanceof TlsServer
  if (secure) {
    server.on('connection', (socket: Socket) => {
      beneath.add(socket)
      socket.once('close', () => beneath.delete(socket))
    })
  }
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, { open: 0, last: undefined, whenIdle: undefined })
    socket.once('close', () => connections.delete(socket))
  })
  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    const work = connections.get(socket)
    if (!work) return
    work.open++
    work.last = response
    response.once('close', () => {
      if (--work.open > 0) return
      work.last = undefined
      work.whenIdle?.()
    })
  })
  return { work: connections, beneath, release: (socket) => connections.delete(socket as Socket) }
}
