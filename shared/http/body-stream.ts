import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import { BadRequest } from './errors/request.ts'

/** A request's body, piece by piece: what is not asked for stays with the client. */
export interface BodyStream {
  /** Whether the client may still be sending; on Lambda all of it is there. */
  readonly live: boolean
  /**
   * The next bytes; `undefined` at the end, and once the stream has been closed.
   *
   * @throws BadRequest  the client went away before the end
   */
  read(): Promise<Buffer | undefined>
  /** Whether it has been closed. */
  closed(): boolean
  /** Ends all reading, also what is waiting. What the client still sends is the server's to drop. */
  close(): void
}

/** Of a body that is there as a whole: what is made of one piece is gone before the next is looked at. */
const PIECE_BYTES = 65_536

export function openBody(c: HonoContext): BodyStream {
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  return incoming ? liveBody(incoming) : wholeBody(() => c.req.arrayBuffer())
}

function liveBody(incoming: IncomingMessage): BodyStream {
  let closed = false
  let wake: (() => void) | undefined
  const listener = () => wake?.()
  incoming.on('readable', listener).on('end', listener).on('close', listener)
  // Never taken away: an error that nobody hears ends the process.
  incoming.on('error', listener)

  return {
    live: true,
    async read() {
      while (!closed) {
        const chunk = incoming.read() as Buffer | null
        if (chunk !== null) return chunk
        if (incoming.readableEnded) return undefined
        if (incoming.destroyed) throw new BadRequest('Bad Request: the body ended before it was complete.')
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return undefined
    },
    closed: () => closed,
    close() {
      closed = true
      incoming.off('readable', listener).off('end', listener).off('close', listener)
      wake?.()
    },
  }
}

function wholeBody(load: () => Promise<ArrayBuffer>): BodyStream {
  let rest: Buffer | undefined
  let closed = false
  return {
    live: false,
    async read() {
      rest ??= Buffer.from(await load())
      if (closed || rest.length === 0) return undefined
      const piece = rest.subarray(0, PIECE_BYTES)
      rest = rest.subarray(PIECE_BYTES)
      return piece
    },
    closed: () => closed,
    close() {
      closed = true
    },
  }
}
