const LAST = Buffer.from('0\r\n\r\n')

/**
 * The content of a body in chunks (RFC 9112, section 7.1), without trailers.
 *
 * @returns undefined when its last chunk is not there yet
 */
export function decodeChunked(bytes: Buffer): Buffer | undefined {
  // Looked at first: only a body that ends like this is worth walking through.
  if (!bytes.subarray(-LAST.length).equals(LAST)) return undefined
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (lineEnd < 0 || Number.isNaN(size)) return undefined
    if (size === 0) return Buffer.concat(chunks)
    const from = lineEnd + 2
    chunks.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
  return undefined
}
