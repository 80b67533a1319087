export interface CacheOptions<Value> {
  /** At most so many values are kept; at least the half of them that was used last. */
  readonly maxEntries: number
  /** At most so much weight is kept, in the unit of `weigh`. */
  readonly maxWeight: number
  readonly weigh: (key: string, value: Value | undefined) => number
  /** Which failures are answers, to be remembered like values but only for `failureMs`. */
  readonly isAnswer: (error: unknown) => boolean
  readonly failureMs: number
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A bounded memory of what had to be waited for. */
export interface Cache<Value> {
  /**
   * What is remembered under a key, or undefined.
   *
   * @throws the failure that is remembered
   */
  peek(key: string): Value | undefined
  /** What is remembered, or what `loader` brings; all who ask while it is under way share one call. */
  load(key: string, loader: () => Promise<Value>): Promise<Value>
  /** Remembers a value that became known on the way to another. */
  put(key: string, value: Value): void
}

type Entry<Value> = { readonly weight: number } & (
  | { readonly value: Value }
  | { readonly failure: unknown; readonly until: number }
)

/**
 * Two generations: values enter and are used in the young one; when that holds half of what is allowed it becomes the old
 * one, whose values are lost unless they are asked for. Nearly as good as exact order of use, and a hit costs one look-up.
 */
export function createCache<Value extends {}>(options: CacheOptions<Value>): Cache<Value> {
  const { maxEntries, maxWeight, weigh, isAnswer, failureMs, now } = options
  const flights = new Map<string, Promise<Value>>()
  let young = new Map<string, Entry<Value>>()
  let old = new Map<string, Entry<Value>>()
  let youngWeight = 0

  function remember(key: string, entry: Entry<Value>): void {
    const full = young.size + 1 > maxEntries / 2 || youngWeight + entry.weight > maxWeight / 2
    if (full && young.size > 0) {
      old = young
      young = new Map()
      youngWeight = 0
    }
    youngWeight += entry.weight - (young.get(key)?.weight ?? 0)
    young.set(key, entry)
  }

  function recall(key: string): Entry<Value> | undefined {
    const entry = young.get(key)
    if (entry !== undefined) return entry
    const aged = old.get(key)
    if (aged !== undefined) {
      old.delete(key)
      remember(key, aged)
    }
    return aged
  }

  function peek(key: string): Value | undefined {
    const entry = recall(key)
    if (entry === undefined) return undefined
    if ('value' in entry) return entry.value
    if (now() < entry.until) throw entry.failure
    return undefined
  }

  async function fetchAndRemember(key: string, loader: () => Promise<Value>): Promise<Value> {
    try {
      const value = await loader()
      remember(key, { weight: weigh(key, value), value })
      return value
    } catch (failure) {
      if (isAnswer(failure)) remember(key, { weight: weigh(key, undefined), failure, until: now() + failureMs })
      throw failure
    }
  }

  return {
    peek,
    put: (key, value) => remember(key, { weight: weigh(key, value), value }),
    async load(key, loader) {
      const known = peek(key)
      if (known !== undefined) return known
      const underWay = flights.get(key)
      if (underWay !== undefined) return underWay
      const flight = fetchAndRemember(key, loader).finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}
