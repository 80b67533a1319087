import { DIGITS_END } from './layout'

/**
 * Writes a number in decimal digits; up to 31 bytes behind them are written too.
 *
 * @returns how many digits it has
 */
export function writeDigits(to: usize, value: u64): usize {
  let at = DIGITS_END
  while (value >= 100) {
    const above = value / 100
    at -= 2
    writeTwo(at, <u32>(value - above * 100))
    value = above
  }
  if (value >= 10) {
    at -= 2
    writeTwo(at, <u32>value)
  } else {
    at--
    store<u8>(at, 48 + <u8>value)
  }
  v128.store(to, v128.load(at))
  v128.store(to, v128.load(at, 16), 16)
  return DIGITS_END - at
}

function writeTwo(at: usize, value: u32): void {
  const tens = value / 10
  store<u8>(at, 48 + tens)
  store<u8>(at, 48 + value - tens * 10, 1)
}
