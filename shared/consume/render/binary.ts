import type { PartWriter } from './part-writer.ts'

/** The format `binary`: a base64 string (RFC 4648, section 4). */
export const writeBinary: PartWriter = (output, bytes, start, end) => {
  output.appendAscii(`"${bytes.toString('base64', start, end)}"`)
}
