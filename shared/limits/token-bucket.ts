/**
 * So many tokens a second, of which those of one second are kept when nobody takes them.
 *
 * One token is enough to take any number: what is missing is owed, and paid for by those who come after. So nothing is too
 * large for ever, and over time no more is taken than flows in.
 */
export interface TokenBucket {
  /**
   * How long until something may be taken, in milliseconds; 0 when it may be now.
   *
   * @param ms  the time, as {@link Clock} tells it
   */
  waitMs(ms: number): number
  /** Takes tokens, whether they are there or not. */
  spend(tokens: number): void
}

/** Milliseconds that only grow. */
export type Clock = () => number

/** @param perSecond  1 or more */
export function createTokenBucket(perSecond: number, now: Clock): TokenBucket {
  let level = perSecond
  let lastMs = now()
  const perMs = perSecond / 1000

  return {
    waitMs(ms) {
      // Not every asker looks at the clock each time.
      if (ms > lastMs) {
        level = Math.min(perSecond, level + (ms - lastMs) * perMs)
        lastMs = ms
      }
      return level >= 1 ? 0 : (1 - level) / perMs
    },
    spend(tokens) {
      level -= tokens
    },
  }
}
