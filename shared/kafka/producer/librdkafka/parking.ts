import type { RecordResult } from '../../../produce/producer.ts'
import { KafkaError } from '../../error.ts'
import type { KafkaSettings } from '../../settings.ts'
import type { Entry } from '../call.ts'
import { failureOf } from '../reaction.ts'
import type { NativeProducer } from './native.ts'

/**
 * Where records wait that librdkafka does not take, or gives back: what it knows of their topic is older than what we know,
 * as after partitions were added, or a topic was deleted and came back.
 *
 * All later records of the topic wait behind them, so that none overtakes another. What is not taken for `max.block.ms`
 * is for a topic or a partition that does not exist.
 */
export interface Parking {
  has(topic: string): boolean
  add(topic: string, partition: number, entry: Entry): void
  /** Makes librdkafka ask for the topic, behind the caller's back. */
  refresh(topic: string): void
  /** A record of the topic was stored. */
  found(topic: string): void
  /**
   * Settles those whose deadline has come.
   *
   * @returns the earliest deadline that is left, `Infinity` for none
   */
  expire(now: number, result: RecordResult): number
  readonly occupied: boolean
}

export interface ParkingOptions {
  readonly kafka: Pick<KafkaSettings, 'requestTimeoutMs' | 'retryBackoffMs'>
  readonly maxBlockMs: number
  readonly producer: () => NativeProducer | undefined
  /** @returns false when it is not taken still */
  readonly submit: (topic: string, partition: number, entry: Entry) => boolean
  /** Asks for the topic ourselves: partitions are chosen by what we know of it. */
  readonly load: (topic: string) => Promise<unknown>
}

interface Parked {
  readonly partition: number
  readonly entry: Entry
}

const UNKNOWN = failureOf(new KafkaError(3))

export function createParking({ kafka, maxBlockMs, producer, submit, load }: ParkingOptions): Parking {
  const topics = new Map<string, Parked[]>()
  const refreshing = new Map<string, Promise<void>>()
  /** Since when each topic has been in doubt (epoch ms). */
  const missing = new Map<string, number>()
  let asking = Promise.resolve()

  function refresh(topic: string): Promise<void> {
    const underway = refreshing.get(topic)
    if (underway) return underway
    const asked = Promise.all([askNative(topic), load(topic).catch(() => {})]).then(() => {
      refreshing.delete(topic)
    })
    refreshing.set(topic, asked)
    return asked
  }

  /** One after the other: each takes one of the few threads that files and names are looked up on as well. */
  function askNative(topic: string): Promise<void> {
    const ask = () =>
      new Promise<void>((resolve) => {
        const native = producer()
        if (!native) resolve()
        else native.getMetadata({ topic, allTopics: false, timeout: kafka.requestTimeoutMs }, () => resolve())
      })
    asking = asking.then(ask, ask)
    return asking
  }

  async function leave(topic: string, parked: Parked[]): Promise<void> {
    for (;;) {
      await refresh(topic)
      for (let next = parked[0]; next; next = parked[0]) {
        if (!next.entry.call.isSettled(next.entry) && !submit(topic, next.partition, next.entry)) break
        parked.shift()
      }
      if (parked.length === 0 || isGone(topic)) break
      await new Promise((resolve) => setTimeout(resolve, kafka.retryBackoffMs))
    }
    topics.delete(topic)
    if (parked.length > 0) giveUp(topic, parked)
  }

  function giveUp(topic: string, parked: readonly Parked[]): void {
    missing.delete(topic)
    for (const { entry } of parked) entry.call.settle(entry, UNKNOWN)
  }

  function isGone(topic: string): boolean {
    return Date.now() - (missing.get(topic) ?? 0) >= maxBlockMs
  }

  return {
    has: (topic) => topics.has(topic),
    add(topic, partition, entry) {
      if (!missing.has(topic)) missing.set(topic, Date.now())
      const parked = topics.get(topic)
      if (parked) parked.push({ partition, entry })
      else if (isGone(topic)) giveUp(topic, [{ partition, entry }])
      else {
        const first = [{ partition, entry }]
        topics.set(topic, first)
        void leave(topic, first)
      }
    },
    refresh: (topic) => void refresh(topic),
    found: (topic) => void missing.delete(topic),
    expire(now, result) {
      let next = Number.POSITIVE_INFINITY
      for (const parked of topics.values()) {
        for (const { entry } of parked) {
          if (entry.call.deadline <= now) entry.call.settle(entry, result)
          else next = Math.min(next, entry.call.deadline)
        }
      }
      return next
    },
    get occupied() {
      return topics.size > 0
    },
  }
}
