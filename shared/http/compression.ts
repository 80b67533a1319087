import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Answer } from './answer.ts'

/** Smaller answers are sent as they are: compressing them costs more than it saves. */
const MIN_BYTES = 1024

const deflate = promisify(gzip)

/** Whether the client reads gzip (RFC 9110, 12.5.3) and the answer is worth it. */
export function wantsGzip({ body }: Answer, acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined || body === null) return false
  // A stream's client waits for every line of it.
  if (body instanceof ReadableStream || body.length < MIN_BYTES) return false
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(acceptEncoding)
}

/** The answer, compressed (contract A.5). */
export async function compress(answer: Answer): Promise<Answer> {
  if (answer.body === null || answer.body instanceof ReadableStream) return answer
  const body = await deflate(answer.body, { level: 1 })
  return { ...answer, body, headers: { Vary: 'Accept-Encoding', ...answer.headers, 'Content-Encoding': 'gzip' } }
}
