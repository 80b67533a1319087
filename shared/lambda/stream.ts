import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** What Lambda gives a function that streams: as Node's, with its head in front. */
export interface ResponseStream extends Writable {
  setContentType(type: string): void
}

/** The global that Lambda's runtime provides. */
export interface AwsLambda {
  streamifyResponse<Handler>(handler: Handler, options?: { highWaterMark?: number }): Handler
  readonly HttpResponseStream: {
    from(stream: ResponseStream, prelude: object): ResponseStream
  }
}

/** What is written at once: more would only wait in memory. */
const PIECE_BYTES = 65_536

/**
 * Writes a response to the stream as it comes, no faster than it is taken.
 *
 * @throws Error  the response broke off, or nobody takes it any more; the runtime says the former behind the stream
 */
export async function writeResponse(response: Response, stream: ResponseStream, aws: AwsLambda): Promise<void> {
  const { status: statusCode, headers, body } = response
  const cookies = headers.getSetCookie()
  const others = Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'))
  const out = aws.HttpResponseStream.from(stream, { statusCode, headers: others, cookies })
  const reader = body?.getReader()
  const gone = new AbortController()
  const leave = () => {
    gone.abort()
    void reader?.cancel().catch(() => {})
  }
  out.once('error', leave).once('close', leave)
  // The head goes out with the first bytes, be there any or none.
  out.write('')
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      for (let at = 0; at < next.value.length; at += PIECE_BYTES) {
        if (out.write(next.value.subarray(at, at + PIECE_BYTES))) continue
        await once(out, 'drain', { signal: gone.signal })
      }
    }
  } catch (error) {
    void reader?.cancel(error).catch(() => {})
    throw error
  }
  out.end()
}
