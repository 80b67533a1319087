import type { Context as HonoContext } from 'hono'
import type { Action } from '../auth/actions.ts'
import type { Identity } from '../auth/verifier.ts'
import type { BufferPool } from '../buffer-pool.ts'
import type { Settings } from '../config/load.ts'
import { readBody } from './body.ts'
import { type BodyStream, openBody } from './body-stream.ts'
import { NotFound } from './errors/request.ts'
import { linkBase, type Origin } from './links.ts'
import { rootWithin } from './path.ts'

/** One request on a matched route, authenticated, allowed and negotiated: what a handler works with. */
export interface Call {
  readonly identity: Identity
  /** What it goes by in the answer and in logs. */
  readonly requestId: string
  /** The entry of the route's `consumes` that the request's Content-Type is; `undefined` without a Content-Type. */
  readonly contentType: string | undefined
  /** The types that the route reads, as far as they are served here. */
  readonly consumes: readonly string[]
  /** The negotiated type of the answer. */
  readonly answerType: string
  /** The types it was chosen from: those of the route that are served here. */
  readonly produces: readonly string[]
  /** Epoch milliseconds by which the request must be answered. */
  readonly deadline: number
  /**
   * Whether the caller may do something to a topic that the path does not name, in the group that it names if any; what the
   * route itself is about has been asked before.
   *
   * @throws Forbidden
   */
  require(action: Action, topic: string): void
  /** A path parameter, decoded. */
  param(name: string): string
  /** A path parameter that is a whole number of 32 bits, below zero too. @throws NotFound when it is not (contract A.5) */
  intParam(name: string): number
  query(name: string): string | undefined
  header(name: string): string | undefined
  /** The body as text, within the configured size and the deadline. @throws PayloadTooLarge, BodyTimeout, BadRequest */
  body(): Promise<string>
  /** The same as the bytes of UTF-8 that it is. */
  bytes(): Promise<Buffer>
  /** Says that nobody looks at the body's bytes any more: their memory is used for others. Who doesn't leaves it to the collector. */
  release(body: Buffer): void
  /** The body as a stream, without bounds of size and time; in place of the other two. */
  open(): BodyStream
  /** An absolute link to a path of this API that begins with a slash. */
  link(path: string): string
}

/** What the application found out before the handler is asked. */
export interface CallFacts
  extends Pick<
    Call,
    'identity' | 'requestId' | 'contentType' | 'consumes' | 'answerType' | 'produces' | 'deadline' | 'require'
  > {
  /** Where large bodies are read into. */
  readonly bodyBuffers: BufferPool
  /** Hears how large the body was. */
  readonly onBody?: ((bytes: number) => void) | undefined
}

export function createCall(c: HonoContext, facts: CallFacts, settings: Settings): Call {
  let linksBegin: string | undefined
  async function bytes(): Promise<Buffer> {
    const body = await readBody(c, settings.maxBodyBytes, facts.deadline, facts.bodyBuffers)
    facts.onBody?.(body.length)
    return body
  }
  return {
    ...facts,
    param: (name) => c.req.param(name) ?? '',
    intParam(name) {
      const text = c.req.param(name) ?? ''
      const number = Number(text)
      if (!/^-?\d{1,10}$/.test(text) || Math.abs(number) > 0x7fffffff) throw new NotFound()
      return number
    },
    query: (name) => c.req.query(name),
    header: (name) => c.req.header(name),
    body: async () => (await bytes()).toString(),
    bytes,
    release: (body) => facts.bodyBuffers.give(body),
    open: () => openBody(c),
    link(path) {
      linksBegin ??= linksBeginning(c, settings)
      return linksBegin + path
    },
  }
}

/** The same for all links of an answer, of which there may be ten thousands. */
function linksBeginning({ req, env }: HonoContext, { publicUrl, basePath }: Settings): string {
  const origin: Origin = { url: req.url, header: (name) => req.header(name) }
  // What a gateway on the way has taken from the path, such as its stage.
  const { linkPrefix = '' } = (env ?? {}) as { linkPrefix?: string }
  return linkBase(origin, publicUrl, publicUrl ? basePath : linkPrefix + basePath) + rootWithin(req.url, basePath)
}
