/**
 * Behind a character of more than one byte (RFC 3629, section 4); up to 3 bytes behind its first are read.
 *
 * @returns 0 when it is none
 */
export function characterEnd(at: usize): usize {
  const first: u32 = load<u8>(at)
  const second: u32 = load<u8>(at, 1)
  if (first < 0xc2) return 0
  if (first < 0xe0) return goesOn(second) ? at + 2 : 0
  if (!goesOn(second) || !goesOn(load<u8>(at, 2))) return 0
  if (first < 0xf0) {
    // No shorter way to write it, and no half of a pair.
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second >= 0xa0)) return 0
    return at + 3
  }
  if (first > 0xf4 || !goesOn(load<u8>(at, 3))) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second >= 0x90)) return 0
  return at + 4
}

function goesOn(byte: u32): bool {
  return (byte & 0xc0) === 0x80
}
