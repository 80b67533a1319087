import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import { BadRequest, PayloadTooLarge } from './errors.ts'

/**
 * Reads a request's body as text, never holding more than `maxBytes` of it.
 *
 * The node server's stream is read directly: going through the web `Request` would build it and its stream first, at
 * several times the price of a small request. On Lambda the body is in memory already.
 *
 * @throws PayloadTooLarge  by `Content-Length` before reading, else as soon as it shows
 * @throws BadRequest       the body is not UTF-8, or ended before it was complete
 */
export async function readBody(c: HonoContext, maxBytes: number): Promise<string> {
  const announced = c.req.header('content-length')
  if (announced !== undefined && Number(announced) > maxBytes) throw new PayloadTooLarge(maxBytes)
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  const bytes = incoming ? await readStream(incoming, maxBytes) : Buffer.from(await c.req.arrayBuffer())
  if (bytes.length > maxBytes) throw new PayloadTooLarge(maxBytes)
  if (!isUtf8(bytes)) throw new BadRequest('Bad Request: the body is not UTF-8.')
  return bytes.toString('utf8')
}

function readStream(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else {
        chunks.length = 0
        incoming.pause()
        reject(new PayloadTooLarge(maxBytes))
      }
    })
    incoming.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)))
    incoming.on('error', (cause) => reject(incomplete(cause)))
    incoming.on('close', () => {
      if (!incoming.complete) reject(incomplete())
    })
  })
}

function incomplete(cause?: unknown): BadRequest {
  return new BadRequest('Bad Request: the body ended before it was complete.', { cause })
}
