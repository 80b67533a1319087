import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Connections } from './connections.ts'

export interface SlowReaderOptions {
  /** Nothing of an answer is taken for so long. */
  readonly idleMs: number
  /** An answer, or a piece of one, is not taken whole in so long. */
  readonly answerMs: number
  /** Hears of a connection that is closed for either. */
  readonly onSlow: (limit: 'idle-reader' | 'slow-reader') => void
}

/** What is to go out on a connection. */
interface Pending {
  /** Bytes that are out, or wait for the same piece. */
  written: number
  /** When it was the same for the first time; milliseconds that only grow. */
  since: number
}

/**
 * Closes connections whose clients do not take what they are answered: until they do, it is kept in memory.
 *
 * A client that takes nothing at all shows by its connection's time-out, which every byte that moves puts off. One that takes a
 * little now and then shows by a piece that does not go out; of a stream each piece counts by itself. Connections on which
 * nothing waits to go out may be silent for as long as they like, and for those without a request there are other limits.
 *
 * To be called before the server serves any. @returns ends the watch
 */
export function dropSlowReaders(server: Server, { work }: Connections, options: SlowReaderOptions): () => void {
  const pending = new Map<Socket, Pending>()

  function drop(socket: Socket, limit: 'idle-reader' | 'slow-reader'): void {
    options.onSlow(limit)
    pending.delete(socket)
    // With a reset the operating system forgets what it has taken over as well; beneath TLS it is out of reach.
    if (socket instanceof TLSSocket) socket.destroy()
    else socket.resetAndDestroy()
  }

  function look(): void {
    const now = performance.now()
    for (const socket of pending.keys()) if (socket.writableLength === 0 || socket.destroyed) pending.delete(socket)
    for (const socket of work.keys()) {
      if (socket.writableLength === 0 || socket.destroyed) continue
      // What was written and is not out yet is in both: only a piece that is out as a whole makes a difference.
      const written = socket.bytesWritten - socket.writableLength
      const before = pending.get(socket)
      if (before?.written !== written) pending.set(socket, { written, since: now })
      else if (now - before.since >= options.answerMs) drop(socket, 'slow-reader')
    }
  }

  server.timeout = options.idleMs
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) drop(socket, 'idle-reader')
    else if (!work.get(socket)?.open) socket.destroy()
  })
  const watch = setInterval(look, Math.min(5_000, options.answerMs / 4)).unref()
  return () => clearInterval(watch)
}
