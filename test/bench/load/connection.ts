import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Address } from './address.ts'
import { createAnswerReader } from './answer-reader.ts'

/** One keep-alive connection with at most one request on its way. */
export interface Connection {
  /** Sends bytes that are a whole HTTP request; `done` gets the answer's body, or why there is none. */
  send(request: Uint8Array, done: (error: Error | undefined, body: Buffer) => void): void
  close(): void
}

/**
 * Opens a connection that costs as little as can be per request: no HTTP client, no promises, no text but the head.
 *
 * @throws Error  nobody listens there
 */
export async function openConnection({ host, port }: Address): Promise<Connection> {
  const socket: Socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  let waiting: ((error: Error | undefined, body: Buffer) => void) | undefined

  function settle(error: Error | undefined, body: Buffer): void {
    const done = waiting
    waiting = undefined
    done?.(error, body)
  }
  socket.on(
    'data',
    createAnswerReader((error, body) => settle(error, body)),
  )
  socket.on('error', (error) => settle(error, Buffer.alloc(0)))
  socket.on('close', () => settle(new Error('The connection was closed before the answer.'), Buffer.alloc(0)))
  return {
    send(request, done) {
      waiting = done
      socket.write(request)
    },
    close: () => void socket.destroy(),
  }
}
