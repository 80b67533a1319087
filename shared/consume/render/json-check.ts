import { isUtf8 } from 'node:buffer'
import { seen, skipBlanks, valueEnd } from '../../formats/json-scan.ts'

/**
 * Whether the bytes are one JSON text (RFC 8259), in UTF-8, and nothing else.
 *
 * A text that is none may be looked at beyond its end: it is the last that is rendered.
 */
export function isJson(bytes: Buffer, start: number, end: number): boolean {
  const first = skipBlanks(bytes, start)
  if (first >= end) return false
  // A number alone goes on for as long as there are digits, be they the next record's.
  if (isNumeric(bytes[first] as number)) return ends(bytes.subarray(0, end), first, end)
  return ends(bytes, first, end) && (!seen.wide || isUtf8(bytes.subarray(start, end)))
}

function ends(bytes: Buffer, start: number, end: number): boolean {
  // Whoever stored it was let, and nothing is built of it here.
  const at = valueEnd(bytes, start, Number.POSITIVE_INFINITY)
  return at !== 0 && at <= end && (at === end || skipBlanks(bytes.subarray(0, end), at) === end)
}

/** A digit or a minus. */
function isNumeric(byte: number): boolean {
  return byte === 45 || (byte >= 48 && byte <= 57)
}
