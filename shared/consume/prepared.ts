import type { Filled } from './fill.ts'
import type { Instance } from './instance.ts'
import type { RecordsWriter } from './render/records-writer.ts'

/** What an instance's next read is likely to be answered with. */
export interface Prepared {
  readonly writer: RecordsWriter
  /** `undefined` when it could not be prepared: whoever reads finds out why. */
  readonly filled: Promise<Filled | undefined>
  /** To be called when nobody gets it. */
  readonly drop: () => void
}

/**
 * Answers that are fetched and rendered while clients take in the ones before. They move nothing: whoever takes one saves as
 * after any other read.
 *
 * Only for a few instances at a time. Each holds as much memory as an answer that is being sent, and where many clients read
 * there is no time in which nothing is rendered.
 */
export interface PreparedAnswers {
  hasRoom(): boolean
  /** @param shape  see `ReadPlan` */
  put(instance: Instance, shape: string, prepared: Prepared): void
  /** What was prepared for an instance as it is, if it is of this shape; what is of no use is dropped. */
  take(instance: Instance, shape: string): Prepared | undefined
  /** There is no such instance any more. */
  drop(instance: InstanceName): void
}

type InstanceName = Pick<Instance, 'group' | 'name'>

export interface PreparedOptions {
  readonly maxEntries: number
  /** How long one is kept for a client that does not come back. */
  readonly keepMs: number
}

interface Entry extends Prepared {
  readonly shape: string
  /** Where it begins: the very ones, as those of another version are others. */
  readonly positions: Instance['positions']
  readonly timer: NodeJS.Timeout
}

export function createPreparedAnswers({ maxEntries, keepMs }: PreparedOptions): PreparedAnswers {
  const entries = new Map<string, Entry>()
  const keyOf = ({ group, name }: InstanceName) => `${group}\0${name}`

  function remove(key: string): Entry | undefined {
    const entry = entries.get(key)
    clearTimeout(entry?.timer)
    entries.delete(key)
    return entry
  }

  return {
    hasRoom: () => entries.size < maxEntries,
    put(instance, shape, prepared) {
      const key = keyOf(instance)
      remove(key)?.drop()
      const timer = setTimeout(() => remove(key)?.drop(), keepMs).unref()
      entries.set(key, { ...prepared, shape, positions: instance.positions, timer })
    },
    take(instance, shape) {
      const entry = remove(keyOf(instance))
      if (entry?.shape === shape && entry.positions === instance.positions) return entry
      entry?.drop()
      return undefined
    },
    drop: (instance) => remove(keyOf(instance))?.drop(),
  }
}
