// Where things lie in the module's memory, which the host writes into and reads from. It is of a fixed size.

/** The texts around keys, values and offsets, one behind the other. */
export const TEXTS: usize = 1 << 10
/** Room for digits, from behind. */
export const DIGITS_END: usize = (6 << 10) + 64
// What formats/assembly/layout.ts keeps for JSON comes behind the digits.

/** Records as they lie in a batch. */
export const IN: usize = 8 << 10
export const IN_BYTES: i32 = 256 << 10
/** Behind what comes in: bytes that end whatever is read beyond it, and are read as many at a time. */
export const AROUND: usize = 64

/** What has been rendered. */
export const OUT: usize = IN + (256 << 10) + (8 << 10)
export const OUT_BYTES: usize = 496 << 10
