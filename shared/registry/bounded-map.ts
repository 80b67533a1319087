export interface Bounds {
  /** At most so many values are kept; at least the half of them that was used last. */
  readonly maxEntries: number
  /** At most so much weight is kept, in whatever unit `set` is given weights in; a single value may be heavier. */
  readonly maxWeight: number
}

/** How much something holds. */
export interface Holding {
  readonly entries: number
  readonly weight: number
}

export interface BoundedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, weight: number): void
  holding(): Holding
}

/**
 * A map that forgets what has not been used for long.
 *
 * Two generations: values enter and are used in the young one; when that holds half of what is allowed it becomes the old
 * one, whose values are lost unless they are asked for. Nearly as good as exact order of use, and a hit costs one look-up.
 */
export function createBoundedMap<Value extends {}>({ maxEntries, maxWeight }: Bounds): BoundedMap<Value> {
  type Generation = Map<string, { readonly value: Value; readonly weight: number }>
  let young: Generation = new Map()
  let old: Generation = new Map()
  let youngWeight = 0
  let oldWeight = 0

  function set(key: string, value: Value, weight: number): void {
    const replaced = young.get(key)
    const size = young.size + (replaced === undefined ? 1 : 0)
    const total = youngWeight + weight - (replaced?.weight ?? 0)
    const full = size > maxEntries / 2 || total > maxWeight / 2
    if (full && young.size > 0) {
      old = young
      oldWeight = youngWeight
      young = new Map()
    }
    youngWeight = young.size === 0 ? weight : total
    young.set(key, { value, weight })
  }

  return {
    set,
    get(key) {
      const entry = young.get(key)
      if (entry !== undefined) return entry.value
      const aged = old.get(key)
      if (aged === undefined) return undefined
      old.delete(key)
      oldWeight -= aged.weight
      set(key, aged.value, aged.weight)
      return aged.value
    },
    holding: () => ({ entries: young.size + old.size, weight: youngWeight + oldWeight }),
  }
}
