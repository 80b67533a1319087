import type { OutgoingMessage, Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Connections } from './connections.ts'

/** How long a connection that is idle may still begin a request: the client may have sent it already. */
const GRACE_MS = 500

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
export function gracefulStop(server: Server, { work, beneath }: Connections): (deadline: number) => Promise<void> {
  let stopping = false
  server.prependListener('request', (_, response: OutgoingMessage) => {
    if (stopping) response.setHeader('Connection', 'close')
  })

  function closeIdle(): void {
    for (const [socket, { open }] of work) if (open === 0) socket.destroy()
  }

  return async (deadline) => {
    stopping = true
    // That of http.Server would close idle connections at once.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
    for (const { last } of work.values()) if (last && !last.headersSent) last.setHeader('Connection', 'close')
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
