import type { RecordResult } from '../../../produce/producer.ts'
import type { Entry } from '../call.ts'

/** What became of a record that was to be given to librdkafka. */
export type Submitted = 'sent' | 'settled' | 'stale'

/**
 * The narrow way for partitions whose leader refused a batch as a whole: because it was too large for the topic, or because
 * of one record in it. librdkafka gives back all of its records; here they go again a few at a time, and fewer each time they come back,
 * until the one that is refused is alone.
 *
 *     given back ──▶ returned ─┐
 *                              ├─▶ window ──▶ librdkafka ──▶ all reported: the next window, or the free way again
 *     pushed     ──▶ queue ────┘     ▲            │
 *                                    └─ refused ──┘  half as many
 *
 * What a topic takes is remembered for as long as it is used. Batches that were under way behind the refused one may be
 * stored before it: that is the one case in which librdkafka does not keep order.
 */
export interface Narrows {
  /** Whether records for the partition have to come this way. */
  has(topic: string, partition: number): boolean
  add(topic: string, partition: number, entry: Entry): void
  /**
   * Takes a record back.
   *
   * @param under     how many of the partition's are under way still
   * @param tooLarge  whether it was for the batch's size
   * @returns false when it was alone: it is refused for what it is
   */
  takeBack(topic: string, partition: number, entry: Entry, under: number, tooLarge: boolean): boolean
  /** Hears of every report for a partition, after {@link takeBack}. @param under  how many are under way still */
  reported(topic: string, partition: number, under: number): void
  /** Goes on with another producer: of what the last one held there will be no reports. */
  restart(): void
  /**
   * Settles those that wait here and whose deadline has come.
   *
   * @returns the earliest deadline that is left, `Infinity` for none
   */
  expire(now: number, result: RecordResult): number
}

interface Lane {
  /** Those that came back, in their order; and those that came later. */
  returned: Entry[]
  queue: Entry[]
  /** Those of the window that came back. */
  refused: Entry[]
  /** Records and bytes of the window that is under way; nothing before the first one. */
  window: { readonly records: number; readonly bytes: number } | undefined
  maxRecords: number
}

interface NarrowTopic {
  maxBytes: number
  lastUse: number
  readonly lanes: Map<number, Lane>
}

const FORGET_MS = 60_000

/**
 * @param firstBytes  of a window, once a batch has been too large for a topic
 * @param submit      gives a record to librdkafka; `stale` ones are somebody else's from then on
 */
export function createNarrows(
  firstBytes: number,
  submit: (topic: string, partition: number, entry: Entry) => Submitted,
): Narrows {
  const topics = new Map<string, NarrowTopic>()

  function laneOf(name: string, partition: number): Lane {
    let topic = topics.get(name)
    if (!topic) {
      topic = { maxBytes: Number.POSITIVE_INFINITY, lastUse: 0, lanes: new Map() }
      topics.set(name, topic)
    }
    topic.lastUse = Date.now()
    let lane = topic.lanes.get(partition)
    if (!lane) {
      lane = { returned: [], queue: [], refused: [], window: undefined, maxRecords: Number.POSITIVE_INFINITY }
      topic.lanes.set(partition, lane)
    }
    return lane
  }

  /** Sends the next window, or leaves the partition to the free way. */
  function go(name: string, partition: number, topic: NarrowTopic, lane: Lane): void {
    lane.window = undefined
    lane.returned = [...lane.refused, ...lane.returned]
    lane.refused = []
    let [records, bytes] = [0, 0]
    for (;;) {
      const from = lane.returned.length > 0 ? lane.returned : lane.queue
      const next = from[0]
      if (!next || records >= lane.maxRecords || (records > 0 && bytes + next.bytes > topic.maxBytes)) break
      from.shift()
      if (next.call.isSettled(next) || submit(name, partition, next) !== 'sent') continue
      records++
      bytes += next.bytes
    }
    if (records > 0) lane.window = { records, bytes }
    else topic.lanes.delete(partition)
  }

  return {
    has(name, partition) {
      const topic = topics.get(name)
      if (!topic) return false
      if (topic.lanes.has(partition)) return true
      const isRemembered = topic.maxBytes < Number.POSITIVE_INFINITY && Date.now() - topic.lastUse < FORGET_MS
      if (!isRemembered && topic.lanes.size === 0) topics.delete(name)
      return isRemembered
    },
    add(name, partition, entry) {
      const lane = laneOf(name, partition)
      const isNew = lane.queue.length === 0 && lane.returned.length === 0 && !lane.window
      lane.queue.push(entry)
      // Once for all that are pushed in this turn.
      if (isNew)
        queueMicrotask(() => {
          const topic = topics.get(name)
          if (topic && !lane.window && topic.lanes.get(partition) === lane) go(name, partition, topic, lane)
        })
    },
    takeBack(name, partition, entry, under, tooLarge) {
      const lane = laneOf(name, partition)
      const topic = topics.get(name) as NarrowTopic
      if (lane.window?.records === 1 && under === 0) {
        // It is this one: the others may go on as they did.
        if (!tooLarge) lane.maxRecords = Number.POSITIVE_INFINITY
        return false
      }
      if (!lane.window) {
        lane.returned.push(entry)
        if (tooLarge) topic.maxBytes = Math.min(topic.maxBytes, firstBytes)
        else lane.maxRecords = 1
      } else {
        if (lane.refused.length === 0 && tooLarge) topic.maxBytes = Math.floor(lane.window.bytes / 2)
        if (lane.refused.length === 0 && !tooLarge) lane.maxRecords = Math.ceil(lane.window.records / 2)
        lane.refused.push(entry)
      }
      return true
    },
    reported(name, partition, under) {
      const topic = topics.get(name)
      const lane = topic?.lanes.get(partition)
      if (!topic || !lane || under > 0) return
      if (lane.window && lane.refused.length === 0) lane.maxRecords = Number.POSITIVE_INFINITY
      go(name, partition, topic, lane)
    },
    restart() {
      for (const [name, topic] of topics) {
        for (const [partition, lane] of topic.lanes) go(name, partition, topic, lane)
      }
    },
    expire(now, result) {
      let next = Number.POSITIVE_INFINITY
      for (const { lanes } of topics.values()) {
        for (const { refused, returned, queue } of lanes.values()) {
          for (const entry of [...refused, ...returned, ...queue]) {
            if (entry.call.deadline <= now) entry.call.settle(entry, result)
            else next = Math.min(next, entry.call.deadline)
          }
        }
      }
      return next
    },
  }
}
