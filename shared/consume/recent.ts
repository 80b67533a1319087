import type { FetchedPartition } from '../kafka/fetch/fetch-api.ts'
import type { Group } from './group.ts'
import type { Instance } from './instance.ts'

/** What this process remembers of an instance it served: a hint that the next save proves right or wrong. */
export interface Recent {
  readonly instance: Instance
  readonly group: Group | undefined
  /** What was fetched beyond the last answer, or is on its way, in order; it begins at the instance's positions. */
  readonly ahead: readonly Promise<readonly FetchedPartition[]>[]
  /** Size of its last answer: the next is likely to be as large. */
  readonly answerBytes?: number
}

/**
 * Instances this process served lately, so that a client that reads in a loop costs one write a read and no DynamoDB read.
 *
 * Never the truth: another process may have moved the instance since. Whoever acts on an entry saves with its version.
 */
export interface RecentInstances {
  get(group: string, name: string): Recent | undefined
  set(recent: Recent): void
  delete(group: string, name: string): void
}

export interface RecentOptions {
  readonly maxEntries: number
  /** Entries that may hold records fetched ahead: each can hold some MiB. */
  readonly maxAhead: number
  /** How long records fetched ahead are kept for a client that does not come back. */
  readonly aheadMs: number
}

export function createRecentInstances({ maxEntries, maxAhead, aheadMs }: RecentOptions): RecentInstances {
  const entries = new Map<string, Recent>()
  /** Keys of entries with records ahead, the oldest first, and the timer that drops them. */
  const ahead = new Map<string, NodeJS.Timeout>()
  const keyOf = (group: string, name: string) => `${group}\0${name}`

  function dropAhead(key: string): void {
    clearTimeout(ahead.get(key))
    ahead.delete(key)
    const entry = entries.get(key)
    if (entry && entry.ahead.length > 0) entries.set(key, { ...entry, ahead: [] })
  }

  return {
    get: (group, name) => entries.get(keyOf(group, name)),
    set(recent) {
      const key = keyOf(recent.instance.group, recent.instance.name)
      dropAhead(key)
      entries.delete(key)
      entries.set(key, recent)
      if (entries.size > maxEntries) {
        const oldest = entries.keys().next().value as string
        dropAhead(oldest)
        entries.delete(oldest)
      }
      if (recent.ahead.length === 0) return
      ahead.set(key, setTimeout(() => dropAhead(key), aheadMs).unref())
      if (ahead.size > maxAhead) dropAhead(ahead.keys().next().value as string)
    },
    delete(group, name) {
      const key = keyOf(group, name)
      dropAhead(key)
      entries.delete(key)
    },
  }
}
