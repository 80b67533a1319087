import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import type { Sender } from '../auth/verifier.ts'

/** What a request says of who sent it: its headers and, in the node server, the connection it came by. */
export function senderOf(c: HonoContext): Sender {
  return {
    header: (name) => c.req.header(name),
    socket: (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket,
  }
}
