/** Bytes at a time: each may become six, so that room for all of a long text at once would be far too much. */
export const stretch = 4_096
/** The table's words are written whole, and the last character of a stretch may go beyond it. */
export const margin = 8

/**
 * Every byte as a character of ISO 8859-1, as it stands in a JSON string: the first 4 bytes of its UTF-8 or of its escape, the
 * next 4, and how many of the 8 it has. Short escapes where JSON has them, upper-case digits: as Jackson does.
 */
export const latin1 = {
  size: new Uint8Array(256),
  /** Little-endian. */
  first: new Uint32Array(256),
  second: new Uint32Array(256),
}

for (let byte = 0; byte < 256; byte++) {
  const quoted = JSON.stringify(String.fromCharCode(byte)).slice(1, -1)
  const text = Buffer.from(quoted.length === 6 ? `\\u${quoted.slice(2).toUpperCase()}` : quoted)
  const padded = Buffer.concat([text, Buffer.alloc(8)])
  latin1.size[byte] = text.length
  latin1.first[byte] = padded.readUInt32LE(0)
  latin1.second[byte] = padded.readUInt32LE(4)
}
