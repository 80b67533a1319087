/**
 * Where a character beyond ASCII ends, if it is well-formed UTF-8 (Unicode, table 3-7: no overlong forms, no surrogates,
 * nothing above U+10FFFF).
 *
 * @param start  the place of its first byte, which is 0x80 or more
 * @returns the place behind its last byte; -1 when it is malformed or cut off
 */
export function characterEnd(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] as number
  if (first < 0xc2 || first > 0xf4) return -1
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  if (start + length > end) return -1
  const second = bytes[start + 1] as number
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return -1
  for (let at = start + 2; at < start + length; at++) {
    if (((bytes[at] as number) & 0xc0) !== 0x80) return -1
  }
  return start + length
}
