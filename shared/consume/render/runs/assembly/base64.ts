/**
 * Writes bytes as base64 (RFC 4648, section 4), twelve at a time. Up to 15 bytes behind what is read are read too, and as
 * many behind what is written are written.
 *
 * @returns how many characters there are
 */
export function writeBase64(to: usize, from: usize, size: usize): usize {
  let at = to
  const end = from + size
  while (from < end) {
    let bytes = v128.load(from)
    const rest = end - from
    // Of the last ones, what is not there is zero in what is shown.
    if (rest < 12) bytes = v128.and(bytes, v128.lt<i8>(PLACES, v128.splat<i8>(<i8>rest)))
    // Three bytes in each four, the first of them in the highest place; then six bits in each byte.
    const threes = v128.shuffle<u8>(bytes, bytes, 2, 1, 0, 0, 5, 4, 3, 3, 8, 7, 6, 6, 11, 10, 9, 9)
    const sixes = v128.or(
      v128.or(
        v128.and(v128.shr<u32>(threes, 18), v128.splat<u32>(0x3f)),
        v128.and(v128.shr<u32>(threes, 4), v128.splat<u32>(0x3f00)),
      ),
      v128.or(
        v128.and(v128.shl<u32>(threes, 10), v128.splat<u32>(0x3f0000)),
        v128.and(v128.shl<u32>(threes, 24), v128.splat<u32>(0x3f000000)),
      ),
    )
    // What is to be added: by 0 for a small letter, 1 to 10 for a digit, 11 and 12 for + and /, 13 for a capital.
    const kind = v128.or(
      v128.sub_sat<u8>(sixes, v128.splat<u8>(51)),
      v128.and(v128.lt<i8>(sixes, v128.splat<i8>(26)), v128.splat<i8>(13)),
    )
    v128.store(at, v128.add<u8>(sixes, v128.swizzle(TO_ASCII, kind)))
    from += 12
    at += 16
    if (rest < 12) {
      at += (rest * 4 + 2) / 3 - 16
      for (let short = (12 - rest) % 3; short !== 0; short--) store<u8>(at++, EQUALS)
    }
  }
  return at - to
}

const PLACES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
const TO_ASCII: v128 = i8x16(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0)
const EQUALS: u8 = 61
