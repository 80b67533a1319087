import type { PartWriter } from './part-writer.ts'

const QUOTE = 0x22

/** The format `binary`: a base64 string (RFC 4648, section 4). */
export const writeBinary: PartWriter = (output, bytes, start, end) => {
  const size = end - start
  output.reserve(Math.ceil(size / 3) * 4 + 2)
  output.bytes[output.length++] = QUOTE
  output.length += output.bytes.write(bytes.toString('base64', start, end), output.length, 'latin1')
  output.bytes[output.length++] = QUOTE
  return size
}
