/**
 * Zigzag varints as record batches hold them (Kafka documentation, "Message Format"; protobuf's sint64), for safe integers.
 *
 * Zigzag puts the sign into the lowest bit. The doubled number itself is never formed: beyond 2^52 it would not be exact.
 */
export function varintSize(value: number): number {
  const whole = magnitude(value)
  // Sizes, counts and deltas: comparing costs less than dividing.
  if (whole < 0x40) return 1
  if (whole < 0x2000) return 2
  if (whole < 0x10_0000) return 3
  let rest = Math.floor(whole / 0x10_0000)
  let size = 3
  while (rest > 0) {
    rest = Math.floor(rest / 0x80)
    size++
  }
  return size
}

/** Writes the varint at `position` and returns the position behind it. */
export function writeVarint(target: Buffer, position: number, value: number): number {
  const whole = magnitude(value)
  // Most are this small.
  if (whole < 0x40) {
    target[position] = value < 0 ? whole * 2 + 1 : whole * 2
    return position + 1
  }
  if (whole < 0x2000) {
    const doubled = value < 0 ? whole * 2 + 1 : whole * 2
    target[position] = (doubled & 0x7f) | 0x80
    target[position + 1] = doubled >>> 7
    return position + 2
  }
  let low = (whole % 0x40) * 2 + (value < 0 ? 1 : 0)
  let rest = Math.floor(whole / 0x40)
  let at = position
  while (rest > 0) {
    target[at++] = low + 0x80
    low = rest % 0x80
    rest = Math.floor(rest / 0x80)
  }
  target[at++] = low
  return at
}

function magnitude(value: number): number {
  return value >= 0 ? value : -1 - value
}
