import { BadRequest } from '../../http/errors/request.ts'

/**
 * How the bytes of a stream become UTF-8.
 *
 * @throws BadRequest  the Content-Type names another charset than the two that are read (contract A.4)
 */
export function decoderOf(contentType: string | undefined): (chunk: Buffer) => Buffer {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return (chunk) => chunk
  if (charset === 'iso-8859-1') return (chunk) => Buffer.from(chunk.toString('latin1'))
  throw new BadRequest('Bad Request: the charset must be UTF-8 or ISO-8859-1.')
}
