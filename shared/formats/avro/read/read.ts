import type { Reading } from '../../reading/reading.ts'

/**
 * Reads one datum and writes its text.
 *
 * @throws Malformed  the bytes are none of the type
 */
export type Read = (reading: Reading) => void
