import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'

/** Names requests, so that what is told of one in answers, logs and elsewhere can be brought together. */
export interface RequestIds {
  /** The id that the caller, or what is before the proxy, has sent as `X-Request-Id`; Lambda's own without; else a new one. */
  of(c: HonoContext): string
  /** A new one. */
  next(): string
}

/** Nothing in it can end a header, or be taken for more than a name. */
const SANE = /^[\w.:;=/+@-]{1,128}$/

/** Makes the ids of a process: what tells it from others, and a count. A random id for each request would cost ten times as much. */
export function createRequestIds(): RequestIds {
  // Where each request comes with an id, as on Lambda, nothing random is needed, nor what makes it.
  let process: string | undefined
  let made = 0

  function next(): string {
    process ??= randomBytes(9).toString('base64url')
    made++
    return `${process}-${made.toString(36)}`
  }

  return {
    of(c) {
      const { incoming, lambdaContext } = (c.env ?? {}) as Environment
      // Node's own headers are read already; to ask the request for one costs more.
      const given = incoming ? incoming.headers['x-request-id'] : c.req.header('x-request-id')
      if (typeof given === 'string' && SANE.test(given)) return given
      return lambdaContext?.awsRequestId ?? next()
    },
    next,
  }
}

/** What the entries hand in with a request. */
interface Environment {
  readonly incoming?: IncomingMessage
  readonly lambdaContext?: { readonly awsRequestId?: string }
}
