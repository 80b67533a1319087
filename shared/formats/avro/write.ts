import type { Sink } from '../sink.ts'

/**
 * Appends one datum to the sink.
 *
 * @param datum  as parsed from JSON; integers a number cannot hold come as bigint (see exact.ts)
 * @throws Mismatch   the datum is not of the type
 */
export type Write = (sink: Sink, datum: unknown) => void
