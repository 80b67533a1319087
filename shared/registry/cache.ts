import { type Bounds, createBoundedMap } from './bounded-map.ts'

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
}

type Outcome<Value> = ({ readonly value: Value } | { readonly failure: unknown }) & { readonly until: number }

export function createCache<Value extends {}>(options: CacheOptions<Value>): Cache<Value> {
  const { weigh, isAnswer, failureMs, valueMs = Number.POSITIVE_INFINITY, now } = options
  const outcomes = createBoundedMap<Outcome<Value>>(options)
  const flights = new Map<string, Promise<Value>>()

  function peek(key: string): Value | undefined {
    const outcome = outcomes.get(key)
    if (outcome === undefined) return undefined
    // What is for ever is asked for with every record: no look at the clock.
    if (outcome.until !== Number.POSITIVE_INFINITY && now() >= outcome.until) return undefined
    if ('value' in outcome) return outcome.value
    throw outcome.failure
  }

  function put(key: string, value: Value): void {
    const until = valueMs === Number.POSITIVE_INFINITY ? valueMs : now() + valueMs
    outcomes.set(key, { value, until }, weigh(key, value))
  }

  async function fetchAndRemember(key: string, loader: () => Promise<Value>): Promise<Value> {
    try {
      const value = await loader()
      put(key, value)
      return value
    } catch (failure) {
      if (isAnswer(failure)) outcomes.set(key, { failure, until: now() + failureMs }, weigh(key, undefined))
      throw failure
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
  }
}
