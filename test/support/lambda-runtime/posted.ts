import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'

/** What a runtime sent to the Runtime API. */
export interface Posted {
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** Behind a streamed answer: what went wrong after it had begun. */
  readonly trailers: NodeJS.Dict<string>
  /** Epoch milliseconds when it began, and when it ended. */
  readonly begunAt: number
  readonly endedAt: number
  /** Whether it is an error of the runtime, not an answer of the function. */
  readonly failed: boolean
}

/** Takes it as fast as it comes. */
export async function readPosted(request: IncomingMessage): Promise<Posted> {
  const begunAt = Date.now()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(request, 'end')
  return postedOf(request, Buffer.concat(chunks), begunAt)
}

/** @param body  all that was read of it */
export function postedOf(request: IncomingMessage, body: Buffer, begunAt: number): Posted {
  const failed = /\/error$/.test(request.url ?? '')
  return { headers: request.headers, body, trailers: request.trailers, begunAt, endedAt: Date.now(), failed }
}
