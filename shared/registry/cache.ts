import { type Bounds, createBoundedMap, type Holding } from './bounded-map.ts'

/** Bounds are those of the values, and again of the failures. */
export interface CacheOptions<Value> extends Bounds {
  /** The weight of a value, or, without one, of a failure. */
  readonly weigh: (key: string, value: Value | undefined) => number
  /** Which failures are answers, to be remembered like values but only for `failureMs`. */
  readonly isAnswer: (error: unknown) => boolean
  readonly failureMs: number
  /** How long a value is remembered; for ever without it. */
  readonly valueMs?: number
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
  holding(): Holding
}

interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

export function createCache<Value extends {}>(options: CacheOptions<Value>): Cache<Value> {
  const { weigh, isAnswer, failureMs, valueMs = Number.POSITIVE_INFINITY, now } = options
  const values = createBoundedMap<Kept<Value>>(options)
  // By themselves: whoever asks for many things that there are not shall not push out those that there are.
  const failures = createBoundedMap<Kept<{ readonly error: unknown }>>(options)
  const flights = new Map<string, Promise<Value>>()

  function peek(key: string): Value | undefined {
    const kept = values.get(key)
    // What is for ever is asked for with every record: no look at the clock.
    if (kept !== undefined && (kept.until === Number.POSITIVE_INFINITY || now() < kept.until)) return kept.value
    const failure = failures.get(key)
    if (failure !== undefined && now() < failure.until) throw failure.value.error
    return undefined
  }

  function put(key: string, value: Value): void {
    const until = valueMs === Number.POSITIVE_INFINITY ? valueMs : now() + valueMs
    values.set(key, { value, until }, weigh(key, value))
  }

  async function fetchAndRemember(key: string, loader: () => Promise<Value>): Promise<Value> {
    try {
      const value = await loader()
      put(key, value)
      return value
    } catch (error) {
      if (isAnswer(error)) failures.set(key, { value: { error }, until: now() + failureMs }, weigh(key, undefined))
      throw error
    }
  }

  return {
    peek,
    put,
    async load(key, loader) {
      const known = peek(key)
      if (known !== undefined) return known
      const underWay = flights.get(key)
      if (underWay !== undefined) return underWay
      const flight = fetchAndRemember(key, loader).finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
    holding() {
      const [good, bad] = [values.holding(), failures.holding()]
      return { entries: good.entries + bad.entries, weight: good.weight + bad.weight }
    },
  }
}
