/** The numbers up to 9999 as four digits each: little-endian words of ASCII. */
const fours = new Uint32Array(10_000)
// A loop of the plainest kind: each process that starts goes through it once, uncompiled.
for (let value = 0, word = 0x30303030; value < 10_000; value++) {
  fours[value] = word
  word += 0x01000000
  if (value % 10 === 9) word += 0x00010000 - 0x0a000000
  if (value % 100 === 99) word += 0x00000100 - 0x000a0000
  if (value % 1_000 === 999) word += 1 - 0x00000a00
}

const eightDigits = 100_000_000

/**
 * Writes a whole number in decimal digits. Up to 3 bytes behind them are written too: four digits at a time is what makes
 * it fast.
 *
 * @param value  0 to 2^53
 * @returns the place behind the last digit
 */
export function writeDigits(view: DataView, at: number, value: number): number {
  if (value < eightDigits) return writeShort(view, at, value | 0)
  const above = Math.floor(value / eightDigits)
  const end = above < eightDigits ? writeShort(view, at, above | 0) : writeDigits(view, at, above)
  return writeEight(view, end, (value - above * eightDigits) | 0)
}

/**
 * Writes a whole number in exactly `count` digits, with zeros in front. Up to 3 bytes behind them are written too.
 *
 * @param value  0 to 2^53, of no more digits than that
 * @returns the place behind the last digit
 */
export function writePadded(view: DataView, at: number, value: number, count: number): number {
  if (count <= 4) return writeFew(view, at, value | 0, count)
  if (count > 8) {
    const above = Math.floor(value / eightDigits)
    return writeEight(view, writePadded(view, at, above, count - 8), (value - above * eightDigits) | 0)
  }
  const above = ((value | 0) / 10_000) | 0
  const end = writeFew(view, at, above, count - 4)
  view.setUint32(end, fours[(value | 0) - above * 10_000] as number, true)
  return end + 4
}

/** A number below 10^8. */
function writeShort(view: DataView, at: number, value: number): number {
  if (value < 10_000) return writeFew(view, at, value, digitsOf(value))
  const above = (value / 10_000) | 0
  const end = writeFew(view, at, above, digitsOf(above))
  view.setUint32(end, fours[value - above * 10_000] as number, true)
  return end + 4
}

function writeEight(view: DataView, at: number, value: number): number {
  const above = (value / 10_000) | 0
  view.setUint32(at, fours[above] as number, true)
  view.setUint32(at + 4, fours[value - above * 10_000] as number, true)
  return at + 8
}

/** The last 1 to 4 of four digits. */
function writeFew(view: DataView, at: number, value: number, count: number): number {
  view.setUint32(at, (fours[value] as number) >>> ((4 - count) << 3), true)
  return at + count
}

function digitsOf(value: number): number {
  if (value < 100) return value < 10 ? 1 : 2
  return value < 1_000 ? 3 : 4
}
