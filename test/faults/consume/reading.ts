/** A record as a read answered it. */
export interface ReadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: number
}

/** How often what was produced and what was answered do not agree. */
export interface Reading {
  /** Produced, and in no answer. */
  readonly lost: number
  /** In answers more than once. */
  readonly repeated: number
  /** In an answer, and produced by nobody. */
  readonly strange: number
}

export const EXACTLY_ONCE: Reading = { lost: 0, repeated: 0, strange: 0 }

/**
 * Tells the fate of each of the numbers from 0 to `count` − 1.
 *
 * @param answered  all records of all answers that a client has got
 */
export function reading(count: number, answered: Iterable<Pick<ReadRecord, 'value'>>): Reading {
  const times = new Map<number, number>()
  for (const { value } of answered) times.set(value, (times.get(value) ?? 0) + 1)
  const known = Array.from({ length: count }, (_, value) => times.get(value) ?? 0)
  return {
    lost: known.filter((each) => each === 0).length,
    repeated: known.filter((each) => each > 1).length,
    strange: [...times.keys()].filter((value) => !(Number.isInteger(value) && value >= 0 && value < count)).length,
  }
}
