import type { OutgoingRecord, Producer, RecordFailure, RecordResult, Sequence } from '../../produce/producer.ts'
import { beforeDeadline } from '../before-deadline.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { TopicCache } from '../topic-cache.ts'
import { createBufferBudget } from './buffer-budget.ts'
import { type Entry, type Place, ProduceCall } from './call.ts'
import { bufferFull, CLOSED } from './failures.ts'
import { takeIn } from './intake.ts'
import { createPartitioner } from './partitioner.ts'
import { type Patience, patiently } from './patiently.ts'
import type { Sender } from './sender.ts'
import type { ProducerSettings } from './settings.ts'

const PREPARED = { prepared: true } as const

/**
 * What is the same whichever way records take to their leaders: a topic's metadata (waits while it is unknown) → each
 * record's partition → the buffer (waits while it is full) → the {@link Sender}.
 *
 * @param retryBackoffMs  pause before a failed call to Kafka is tried again
 */
export function createFront(
  topics: TopicCache,
  sender: Sender,
  settings: ProducerSettings,
  retryBackoffMs: number,
): Producer {
  const budget = createBufferBudget(settings.bufferBytes)
  const partitioner = createPartitioner(settings.batchBytes, sender.isStuck)
  let openCalls = 0
  /** Hears, once the producer is closing, that no call is open any more. */
  let onIdle: (() => void) | undefined
  let pendingRecords = 0
  let closed = false
  let stopped = false

  function onSettled(entry: Place): void {
    pendingRecords--
    budget.give(entry.bytes)
  }

  async function prepare(until: number): Promise<typeof PREPARED> {
    await sender.prepare(until)
    return PREPARED
  }

  function callSettled(): void {
    if (--openCalls === 0) onIdle?.()
  }

  /** A call that has to wait for something before its records can enter their lanes. */
  async function produceSlowly(
    name: string,
    records: readonly OutgoingRecord[],
    deadline: number,
    before: Promise<void> | undefined,
    entered: () => void,
  ): Promise<RecordResult[]> {
    const blockedUntil = Date.now() + settings.maxBlockMs
    try {
      await before
      // What was waited for behind another call counts: all that wait for a topic learn at once that there is none.
      const maxBlockMs = Math.max(0, blockedUntil - Date.now())
      const patience: Patience = { retryBackoffMs, maxBlockMs, ended: () => closed }
      const load = (until: number) => topics.load(name, until)
      let topic = topics.peek(name) ?? (await patiently(load, deadline, patience))
      // Partitions may have been added since it was loaded.
      if (!('failure' in topic) && !hasPartitions(topic, records)) topic = await patiently(load, deadline, patience)
      if ('failure' in topic) return records.map(() => topic)
      // The topic is there, so records can be stored sooner or later: brokers that have just started take their time.
      const untilReady: Patience = { ...patience, maxBlockMs: Number.POSITIVE_INFINITY }
      const prepared = sender.ready ? PREPARED : await patiently(prepare, deadline, untilReady)
      if ('failure' in prepared) return records.map(() => prepared)
      const { done, entering } = take(topic, records, deadline)
      await entering
      return done
    } finally {
      entered()
    }
  }

  /** @returns `entering` is there only when the records have to wait for room */
  function take(
    topic: TopicMetadata,
    records: readonly OutgoingRecord[],
    deadline: number,
  ): { done: Promise<RecordResult[]>; entering?: Promise<void> } {
    const call = new ProduceCall(records.length, deadline, onSettled)
    const { done } = call
    const { entries, partitions, bytes } = takeIn(call, records, topic, partitioner, settings.maxRequestBytes)
    if (entries.length === 0) return { done }

    function enter(): void {
      pendingRecords += entries.length
      for (let i = 0; i < entries.length; i++) {
        sender.push(topic.name, partitions[i] as number, entries[i] as Entry)
      }
    }

    function refuse(failure: RecordFailure): void {
      for (const { index } of entries) call.refuse(index, failure)
    }

    if (stopped) refuse(CLOSED)
    else {
      const room = budget.take(bytes, Math.min(deadline, Date.now() + settings.maxBlockMs))
      if (room !== true) {
        const entering = room.then((admitted) => {
          if (admitted && !stopped) return enter()
          if (admitted) budget.give(bytes)
          refuse(admitted ? CLOSED : bufferFull(settings.bufferBytes))
        })
        return { done, entering }
      }
      enter()
    }
    return { done }
  }

  /** Makes the next call of a sequence wait for this one. @returns is to be called when this one need not be waited for */
  function follow(sequence: Sequence): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    sequence.entering = promise
    return () => {
      if (sequence.entering === promise) sequence.entering = undefined
      resolve()
    }
  }

  return {
    produce(name, records, deadline, sequence = {}) {
      if (closed) return Promise.resolve(records.map(() => CLOSED))
      const before = sequence.entering
      const topic = before ? undefined : topics.peek(name)
      let results: Promise<RecordResult[]>
      if (topic && sender.ready && hasPartitions(topic, records)) {
        const { done, entering } = take(topic, records, deadline)
        if (entering) void entering.then(follow(sequence))
        results = done
      } else results = produceSlowly(name, records, deadline, before, follow(sequence))
      openCalls++
      results.then(callSettled, callSettled)
      return results
    },
    get pending() {
      return { records: pendingRecords, bytes: budget.used }
    },
    async close(deadline) {
      closed = true
      const idle = new Promise<void>((resolve) => {
        onIdle = resolve
      })
      if (openCalls > 0) await beforeDeadline(idle, deadline).catch(() => {})
      stopped = true
      await sender.close(deadline)
    },
  }
}

function hasPartitions(topic: TopicMetadata, records: readonly OutgoingRecord[]): boolean {
  return records.every(({ partition = 0 }) => partition < topic.partitions.length)
}
