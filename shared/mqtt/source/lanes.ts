import {
  type FailureKind,
  isFailure,
  type OutgoingRecord,
  type Producer,
  type RecordFailure,
  type Sequence,
} from '../../produce/producer.ts'

/** Records on their way to topics of Kafka, which are not given up before they are stored or refused for what they are. */
export interface Lanes {
  /** @param settled  is called once: with nothing when the record is stored, else with why it never will be */
  push(topic: string, record: OutgoingRecord, settled: Settled): void
  /** Tries nothing again any more: what is not stored stays unsettled. */
  stop(): void
}

export type Settled = (refused?: string) => void

export interface LanesOptions {
  /** A call that has not come to its end by then is one that failed. */
  readonly deliveryTimeoutMs: number
  /** The pause before what was not stored is tried again, at first; it doubles up to {@link MOST_PAUSE_MS}. */
  readonly retryBackoffMs: number
  /** Hears of each call after which something has to be tried again. */
  onTrouble(topic: string, failure: RecordFailure): void
}

interface Entry {
  readonly record: OutgoingRecord
  readonly settled: Settled
}

interface Lane {
  readonly sequence: Sequence
  /** Not settled, in their order. */
  readonly entries: Set<Entry>
  /** Those of them that no call has yet. */
  fresh: Entry[]
  /** Under way. */
  calls: number
  /** A call has failed: until all others have ended and all is tried again, nothing new is sent. */
  stalled: boolean
  /** Rounds of calls that failed one after the other. */
  failures: number
}

const MOST_PAUSE_MS = 10_000

/** Because of what the record is: trying again would not change it. All else an operator can mend. */
const FINAL: ReadonlySet<FailureKind> = new Set(['too-large', 'refused'])

/** Keeps the order within each topic, also of what has to be tried again. */
export function createLanes(producer: Producer, options: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>()
  let stopped = false

  function laneOf(topic: string): Lane {
    const known = lanes.get(topic)
    if (known) return known
    const lane: Lane = { sequence: {}, entries: new Set(), fresh: [], calls: 0, stalled: false, failures: 0 }
    lanes.set(topic, lane)
    return lane
  }

  /** All that came in one turn of the event loop goes in one call. */
  function sendFresh(topic: string, lane: Lane): void {
    if (lane.stalled || lane.fresh.length === 0) return
    const entries = lane.fresh
    lane.fresh = []
    void send(topic, lane, entries)
  }

  function sendAll(topic: string, lane: Lane): void {
    lane.stalled = false
    lane.fresh = []
    void send(topic, lane, [...lane.entries])
  }

  async function send(topic: string, lane: Lane, entries: readonly Entry[]): Promise<void> {
    lane.calls++
    const records = entries.map(({ record }) => record)
    const results = await producer.produce(topic, records, Date.now() + options.deliveryTimeoutMs, lane.sequence)
    lane.calls--
    let trouble: RecordFailure | undefined
    for (const [index, result] of results.entries()) {
      const entry = entries[index] as Entry
      if (isFailure(result) && !FINAL.has(result.failure)) trouble ??= result
      else {
        lane.entries.delete(entry)
        entry.settled(isFailure(result) ? result.message : undefined)
      }
    }
    if (trouble) {
      lane.stalled = true
      if (!stopped) options.onTrouble(topic, trouble)
    }
    if (lane.calls === 0) goOn(topic, lane)
  }

  /** No call is under way: what failed goes again, before all that has come since. */
  function goOn(topic: string, lane: Lane): void {
    if (lane.entries.size === 0) lanes.delete(topic)
    if (!lane.stalled) lane.failures = 0
    if (!lane.stalled || stopped) return
    const pauseMs = Math.min(MOST_PAUSE_MS, options.retryBackoffMs * 2 ** Math.min(lane.failures++, 20))
    setTimeout(() => {
      if (!stopped) sendAll(topic, lane)
    }, pauseMs)
  }

  return {
    push(topic, record, settled) {
      const lane = laneOf(topic)
      const entry = { record, settled }
      lane.entries.add(entry)
      if (lane.fresh.push(entry) === 1) setImmediate(sendFresh, topic, lane)
    },
    stop() {
      stopped = true
    },
  }
}
