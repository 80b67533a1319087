/** A map that forgets: entries end at their time, and beyond `maxEntries` the one unused for longest goes first. */
export interface ExpiringCache<Value> {
  get(key: string): Value | undefined
  /** @param expiresAt  epoch milliseconds from which the entry is no longer given out */
  set(key: string, value: Value, expiresAt: number): void
  /** Entries held, those that have expired but were not asked for since included. Never more than `maxEntries`. */
  readonly size: number
}

export interface ExpiringCacheOptions {
  readonly maxEntries: number
  /** The clock, epoch milliseconds. */
  readonly now: () => number
}

/** Makes an empty cache. There is no timer behind it: an expired entry goes when it is asked for or pushed out. */
export function createExpiringCache<Value>({ maxEntries, now }: ExpiringCacheOptions): ExpiringCache<Value> {
  // A Map iterates in the order of insertion; taking an entry out and putting it back makes that the order of use.
  const entries = new Map<string, { readonly value: Value; readonly expiresAt: number }>()

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (entry.expiresAt <= now()) return undefined
      entries.set(key, entry)
      return entry.value
    },

    set(key, value, expiresAt) {
      entries.delete(key)
      if (expiresAt <= now()) return
      for (const oldest of entries.keys()) {
        if (entries.size < maxEntries) break
        entries.delete(oldest)
      }
      entries.set(key, { value, expiresAt })
    },

    get size() {
      return entries.size
    },
  }
}
