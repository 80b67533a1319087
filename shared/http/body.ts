import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import { BadRequest, BodyTimeout, PayloadTooLarge } from './errors.ts'

/**
 * Reads a request's body, UTF-8 without a byte order mark, never holding more than `maxBytes` of it.
 *
 * The node server's stream is read directly: going through the web `Request` would build it and its stream first, at
 * several times the price of a small request. On Lambda the body is in memory already.
 *
 * @param deadline  epoch milliseconds
 * @throws PayloadTooLarge  by `Content-Length` before reading, else as soon as it shows
 * @throws BodyTimeout      the client is still sending at the deadline
 * @throws BadRequest       the body is not UTF-8, or ended before it was complete
 */
export async function readBody(c: HonoContext, maxBytes: number, deadline: number): Promise<Buffer> {
  const announced = c.req.header('content-length')
  if (announced !== undefined && Number(announced) > maxBytes) throw new PayloadTooLarge(maxBytes)
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  const bytes = incoming ? await readStream(incoming, maxBytes, deadline) : Buffer.from(await c.req.arrayBuffer())
  if (bytes.length > maxBytes) throw new PayloadTooLarge(maxBytes)
  if (!isUtf8(bytes)) throw new BadRequest('Bad Request: the body is not UTF-8.')
  return startsWithMark(bytes) ? bytes.subarray(3) : bytes
}

/** What comes after a refusal is left to the server, which lets the client finish sending for a moment: it may not listen before. */
function readStream(incoming: IncomingMessage, maxBytes: number, deadline: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // While somebody looked at the credentials the client may have hung up; of that there is no second word.
    if (incoming.destroyed) return reject(incomplete(incoming.errored))
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => refuse(new BodyTimeout()), Math.max(0, deadline - Date.now()))

    function onData(chunk: Buffer): void {
      size += chunk.length
      if (size > maxBytes) refuse(new PayloadTooLarge(maxBytes))
      else chunks.push(chunk)
    }
    function onEnd(): void {
      leave()
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
    }
    function onError(cause: unknown): void {
      refuse(incomplete(cause))
    }
    function onClose(): void {
      refuse(incomplete())
    }
    function refuse(error: Error): void {
      leave()
      reject(error)
    }
    function leave(): void {
      clearTimeout(timer)
      incoming.off('data', onData).off('end', onEnd).off('close', onClose)
      // The listener for errors stays: one that nobody hears ends the process.
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}

function incomplete(cause?: unknown): BadRequest {
  return new BadRequest('Bad Request: the body ended before it was complete.', { cause })
}

/** A byte order mark, which some clients put before their JSON; Confluent's parser skips it as well. */
function startsWithMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
