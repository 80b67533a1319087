/** An instant of ISO 8601, with what Java's `Instant` leaves out optional: seconds' fractions, and an offset in place of Z. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/i

/**
 * A record's timestamp: an instant, or epoch seconds with decimals (contract C.9).
 *
 * @returns epoch milliseconds, negative before 1970; `undefined` when it is neither
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === 'number') {
    // By way of microseconds, which a double has room for: 1700000000.123 × 1000 is not whole.
    const ms = Math.floor(Math.round(value * 1e6) / 1e3)
    return Math.abs(ms) <= MAX_MS ? ms : undefined
  }
  if (typeof value !== 'string' || !INSTANT.test(value)) return undefined
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? undefined : ms
}

/** As Java writes an `Instant`: no fraction when there is none. @param ms  epoch milliseconds */
export function formatTimestamp(ms: number): string {
  const text = new Date(ms).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}

/** What a `Date` can hold, some 270,000 years. */
const MAX_MS = 8.64e15
