import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import { type BufferPool, unpooled } from '../buffer-pool.ts'
import { PayloadTooLarge } from './errors/limits.ts'
import { BadRequest, BodyTimeout } from './errors/request.ts'

/**
 * Reads a request's body, UTF-8 without a byte order mark, never holding more than `maxBytes` of it.
 *
 * The node server's stream is read directly: going through the web `Request` would build it and its stream first, at
 * several times the price of a small request. On Lambda the body is in memory already.
 *
 * @param deadline  epoch milliseconds
 * @param memory    for a large body whose size is announced; who has done with it may give it back
 * @throws PayloadTooLarge  by `Content-Length` before reading, else as soon as it shows
 * @throws BodyTimeout      the client is still sending at the deadline
 * @throws BadRequest       the body is not UTF-8, or ended before it was complete
 */
export async function readBody(
  c: HonoContext,
  maxBytes: number,
  deadline: number,
  memory: BufferPool = unpooled,
): Promise<Buffer> {
  const announced = c.req.header('content-length')
  if (announced !== undefined && Number(announced) > maxBytes) throw new PayloadTooLarge(maxBytes)
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  const bytes = incoming
    ? await readStream(incoming, maxBytes, deadline, Number(announced ?? 0), memory)
    : Buffer.from(await c.req.arrayBuffer())
  if (bytes.length > maxBytes) throw new PayloadTooLarge(maxBytes)
  if (!isUtf8(bytes)) throw new BadRequest('Bad Request: the body is not UTF-8.')
  return startsWithMark(bytes) ? bytes.subarray(3) : bytes
}

/** From here on joining what came in pieces is more than nothing. */
const LARGE_BYTES = 128 * 1024
const HUGE_BYTES = 4 * 1024 * 1024

/** What comes after a refusal is left to the server, which lets the client finish sending for a moment: it may not listen before. */
function readStream(
  incoming: IncomingMessage,
  maxBytes: number,
  deadline: number,
  announced: number,
  memory: BufferPool,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // While somebody looked at the credentials the client may have hung up; of that there is no second word.
    if (incoming.destroyed) return reject(incomplete(incoming.errored))
    const chunks: Buffer[] = []
    let size = 0
    /** In place of the chunks. Only when something comes, and not for what nobody may ever send. */
    let whole: Buffer | undefined
    const timer = setTimeout(() => refuse(new BodyTimeout()), Math.max(0, deadline - Date.now()))

    function onData(chunk: Buffer): void {
      const at = size
      size += chunk.length
      if (at === 0 && announced >= LARGE_BYTES && announced <= HUGE_BYTES) whole = memory.take(announced)
      if (size > maxBytes) refuse(new PayloadTooLarge(maxBytes))
      else if (whole) chunk.copy(whole, at)
      else chunks.push(chunk)
    }
    function onEnd(): void {
      leave()
      if (whole) resolve(whole.subarray(0, size))
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
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
