/**
 * Zigzag varints as record batches hold them (Kafka documentation, "Message Format"; protobuf's sint64).
 *
 * Safe integers only: offset and timestamp deltas and lengths are never larger. Beyond 31 bits the arithmetic leaves
 * the bit operators, which know 32 bits only.
 */
export function varintSize(value: number): number {
  let rest = zigzag(value)
  let size = 1
  while (rest >= 0x80) {
    rest = Math.floor(rest / 0x80)
    size++
  }
  return size
}

/** Writes the varint at `position` and returns the position behind it. */
export function writeVarint(target: Buffer, position: number, value: number): number {
  let rest = zigzag(value)
  let at = position
  while (rest >= 0x80) {
    target[at++] = (rest % 0x80) + 0x80
    rest = Math.floor(rest / 0x80)
  }
  target[at++] = rest
  return at
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : value * -2 - 1
}
