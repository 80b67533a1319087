// Where things lie in the module's memory, which the host writes into and reads from. It is of a fixed size.

/** Records as they stand in a request; behind them 64 bytes of zero, which end whatever is read beyond them. */
export const IN: usize = 8 << 10
/** Where keys and values stand: five numbers of 32 bits for each record. */
export const OUT: usize = IN + (256 << 10) + (8 << 10)
export const OUT_BYTES: usize = 80_000
