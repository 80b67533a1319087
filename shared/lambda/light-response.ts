import type { Answer } from '../http/answer.ts'
import { LightHeaders } from './headers.ts'

/** What is asked of a response on its way into an event's result. */
type Asked = Pick<Response, 'status' | 'body' | 'text' | 'arrayBuffer'> & {
  readonly headers: Pick<Headers, 'get' | 'has' | 'getSetCookie'> & Iterable<[string, string]>
}

/** As much of a `Response` as the way into a result asks for (see {@link LightHeaders} for why). */
export function lightResponse({ status, headers: init, body }: Answer): Response {
  const headers = new LightHeaders(init)
  if (typeof body === 'string' && !headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8')
  const stream = body instanceof ReadableStream ? (body as StreamBody) : undefined
  const whole = body instanceof ReadableStream ? '' : (body ?? '')
  const response: Asked = {
    status,
    headers,
    get body() {
      if (stream || body === null) return stream ?? null
      return ReadableStream.from([Buffer.from(whole)]) as StreamBody
    },
    text: async () => (stream ? new Response(stream).text() : whole.toString()),
    arrayBuffer: async () => (stream ? new Response(stream).arrayBuffer() : new Uint8Array(Buffer.from(whole)).buffer),
  }
  return response as Response
}

type StreamBody = NonNullable<Response['body']>
