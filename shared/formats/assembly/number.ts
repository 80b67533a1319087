/** The position behind the number that begins at `start` with a minus or a digit; 0 when it is none. */
export function numberEnd(start: usize): usize {
  const end = plainNumberEnd(start)
  return end !== 0 && (load<u8>(end) | 32) !== LETTER_E ? end : anyNumberEnd(start)
}

/**
 * The same for fifteen bytes at most without an exponent, all of which are known at once; 0 for what is longer as well. It is
 * for the caller to look whether the number may end there.
 */
export function plainNumberEnd(start: usize): usize {
  const bytes = v128.load(start)
  // From the minus to the nine there are the point, the slash and the digits.
  const size = ctz(
    ~i8x16.bitmask(v128.le<u8>(v128.sub<u8>(bytes, v128.splat<u8>(MINUS)), v128.splat<u8>(NINE - MINUS))),
  )
  const digits = i8x16.bitmask(v128.le<u8>(v128.sub<u8>(bytes, v128.splat<u8>(ZERO)), v128.splat<u8>(9)))
  if (size === 16) return 0
  const sign: i32 = load<u8>(start) === MINUS ? 1 : 0
  const others = ~digits & ((1 << size) - 1) & ~sign
  const whole = others === 0 ? size : ctz(others)
  if (whole === sign) return 0
  if (others !== 0) {
    const isOne = (others & (others - 1)) === 0
    if (!isOne || load<u8>(start + <usize>whole) !== DOT || whole === size - 1) return 0
  }
  // After a zero at the beginning there is no other digit.
  if (load<u8>(start + <usize>sign) === ZERO && whole !== sign + 1) return 0
  return start + <usize>size
}

function anyNumberEnd(start: usize): usize {
  let at = load<u8>(start) === MINUS ? start + 1 : start
  if (load<u8>(at) === ZERO) at++
  else {
    at = digitsEnd(at)
    if (at === 0) return 0
  }
  if (load<u8>(at) === DOT) {
    at = digitsEnd(at + 1)
    if (at === 0) return 0
  }
  if ((load<u8>(at) | 32) !== LETTER_E) return at
  const sign = load<u8>(++at)
  return digitsEnd(sign === PLUS || sign === MINUS ? at + 1 : at)
}

/** The position behind one digit or more; 0 when there is none. */
function digitsEnd(start: usize): usize {
  let at = start
  while (isDigit(load<u8>(at))) at++
  return at === start ? 0 : at
}

export function isDigit(byte: u8): bool {
  return <u8>(byte - ZERO) < 10
}

const PLUS: u8 = 43
export const MINUS: u8 = 45
const DOT: u8 = 46
const ZERO: u8 = 48
export const NINE: u8 = 57
const LETTER_E: u8 = 101
