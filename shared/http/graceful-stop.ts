import type { OutgoingMessage, Server } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'

/** How long a connection that is idle may still begin a request: the client may have sent it already. */
const GRACE_MS = 500

/** What a connection has to do. */
interface Work {
  /** Requests that are not answered to the end; several when the client does not wait for answers. */
  open: number
  /** The answer to the last of them. */
  last: OutgoingMessage | undefined
}

/**
 * Lets a server be stopped without breaking a request. To be called before it serves any.
 *
 * `close` alone does not do: it resets idle connections on which the next request is on its way, it waits for those that
 * were opened and never used, and clients in haste never let theirs be idle. Here
 *
 *     no more connections ─▶ each answer is the last on its connection ─▶ idle ones are closed ─▶ all are closed
 *                            (Connection: close)                          after a grace            at the deadline
 *
 * @returns stops it; resolves when the last connection is closed. Takes the deadline in epoch milliseconds
 */
export function gracefulStop(server: Server): (deadline: number) => Promise<void> {
  // By connection, not a set of answers: what a set has held is kept alive by its earlier tables for as long as these are in
  // old space, and with it all that an answer holds.
  const connections = new Map<Socket, Work>()
  let stopping = false

  // With TLS the socket that requests have comes after the handshake; until then there is only the one beneath it.
  const beneath = new Set<Socket>()
  if (server instanceof TlsServer) {
    server.on('connection', (socket: Socket) => {
      beneath.add(socket)
      socket.once('close', () => beneath.delete(socket))
    })
  }
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, { open: 0, last: undefined })
    socket.once('close', () => connections.delete(socket))
  })
  server.prependListener('request', ({ socket }, response: OutgoingMessage) => {
    if (stopping) response.setHeader('Connection', 'close')
    const work = connections.get(socket)
    if (!work) return
    work.open++
    work.last = response
    response.once('close', () => {
      if (--work.open === 0) work.last = undefined
    })
  })

  function closeIdle(): void {
    for (const [socket, { open }] of connections) if (open === 0) socket.destroy()
  }

  return async (deadline) => {
    stopping = true
    // That of http.Server would close idle connections at once.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    for (const { last } of connections.values()) if (last && !last.headersSent) last.setHeader('Connection', 'close')
    const grace = setTimeout(closeIdle, Math.min(GRACE_MS, deadline - Date.now()))
    const late = setTimeout(() => {
      server.closeAllConnections()
      for (const socket of beneath) socket.destroy()
    }, deadline - Date.now())
    await closed
    clearTimeout(grace)
    clearTimeout(late)
  }
}
