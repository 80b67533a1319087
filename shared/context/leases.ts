/** Things that are costly to make, shared by those who ask for the same, and closed when nobody uses them. */
export interface Leases<Value> {
  /**
   * The thing of a key, made when there is none, until `end` is called.
   *
   * @returns undefined when all there may be are in use
   */
  take(key: string, make: () => Value): { readonly value: Value; readonly end: () => void } | undefined
  /** All there are, in use or not. */
  values(): Iterable<Value>
  /** Closes all, whoever uses them. @param deadline  epoch milliseconds */
  close(deadline: number): Promise<void>
}

export interface LeasesOptions<Value> {
  /** As many there are at most; the one that was unused for longest makes room for another. */
  readonly maxEntries: number
  /** What was unused for so long is closed. */
  readonly maxIdleMs: number
  /** @param deadline  epoch milliseconds, until which what is under way may end; absent: as long as it takes */
  readonly close: (value: Value, deadline?: number) => Promise<unknown>
}

interface Entry<Value> {
  readonly value: Value
  users: number
  /** Epoch milliseconds. */
  lastUse: number
}

export function createLeases<Value>({ maxEntries, maxIdleMs, close }: LeasesOptions<Value>): Leases<Value> {
  // In the order of their last use.
  const entries = new Map<string, Entry<Value>>()
  let sweeping: NodeJS.Timeout | undefined

  function drop(key: string, { value }: Entry<Value>, deadline?: number): Promise<unknown> {
    entries.delete(key)
    return close(value, deadline)
  }

  function sweep(): void {
    const now = Date.now()
    for (const [key, entry] of entries) {
      if (entry.users === 0 && now - entry.lastUse >= maxIdleMs) void drop(key, entry)
    }
    if (entries.size > 0) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  function makeRoom(): boolean {
    if (entries.size < maxEntries) return true
    const unused = [...entries].find(([, { users }]) => users === 0)
    if (unused) void drop(...unused)
    return unused !== undefined
  }

  return {
    take(key, make) {
      let entry = entries.get(key)
      if (!entry) {
        if (!makeRoom()) return undefined
        entry = { value: make(), users: 0, lastUse: Date.now() }
      }
      const taken = entry
      entries.set(key, taken)
      taken.users++
      taken.lastUse = Date.now()
      sweeping ??= setInterval(sweep, Math.max(10, maxIdleMs / 4)).unref()
      let open = true
      const end = () => {
        if (!open) return
        open = false
        taken.users--
        taken.lastUse = Date.now()
        if (entries.delete(key)) entries.set(key, taken)
      }
      return { value: taken.value, end }
    },
    values: () => [...entries.values()].map(({ value }) => value),
    async close(deadline) {
      clearInterval(sweeping)
      await Promise.all([...entries].map(([key, entry]) => drop(key, entry, deadline)))
    },
  }
}
