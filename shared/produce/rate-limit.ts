/** Counts records against limits per second. */
export interface RateLimit {
  /**
   * @param bytes  of the record's JSON
   * @returns whether the record may be produced
   */
  take(bytes: number): boolean
}

export interface RateLimitSettings {
  readonly recordsPerSecond: number
  readonly bytesPerSecond: number
  /** Milliseconds that only grow. */
  readonly now?: () => number
}

/**
 * Limits of what a process takes (contract F.2). What has not been used for up to a second may be used at once; a record that
 * is larger than what is left of the bytes is taken, and paid for by those after it.
 */
export function createRateLimit(settings: RateLimitSettings): RateLimit {
  const { recordsPerSecond, bytesPerSecond, now = () => performance.now() } = settings
  let records = recordsPerSecond
  let bytesLeft = bytesPerSecond
  let lastMs = now()

  return {
    take(bytes) {
      const ms = now()
      const seconds = (ms - lastMs) / 1000
      lastMs = ms
      records = Math.min(recordsPerSecond, records + seconds * recordsPerSecond)
      bytesLeft = Math.min(bytesPerSecond, bytesLeft + seconds * bytesPerSecond)
      if (records < 1 || bytesLeft <= 0) return false
      records--
      bytesLeft -= bytes
      return true
    },
  }
}
