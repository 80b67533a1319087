const quote = 34
const backslash = 92
const space = 32

/**
 * A JSON text without insignificant white space (RFC 8259, section 2); every token stays as it is spelled.
 *
 * @param text  valid JSON; nothing is checked here
 */
export function compact(text: Buffer): Buffer {
  const bytes = Buffer.from(text)
  return bytes.subarray(0, squeeze(bytes))
}
/** Moves the bytes together, in place, and returns how many are left. White space and control characters are the bytes up to 32. */
function squeeze(bytes: Buffer): number {
  const end = bytes.length
  let length = 0
  let i = 0
  while (i < end) {
    let byte = bytes[i++] as number
    if (byte <= space) continue
    bytes[length++] = byte
    if (byte !== quote) continue
    do {
      byte = bytes[i++] as number
      bytes[length++] = byte
      if (byte === backslash) bytes[length++] = bytes[i++] as number
    } while (byte !== quote && i < end)
  }
  return length
}
