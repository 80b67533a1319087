import { createKafkaClient, type KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'
import type { KafkaSettings } from '../settings.ts'
import { createTopicCache, type TopicCache } from '../topic-cache.ts'
import { FETCH_VERSIONS, type FetchedPartition, type FetchPosition } from './fetch-api.ts'

/** What a read asks for, besides where. */
export interface FetchOptions {
  /** Bytes of one answer, about. */
  readonly maxBytes: number
  readonly readCommitted: boolean
  /** Epoch milliseconds until which to wait for a record; in the past: only what is there. */
  readonly waitUntil: number
}

/**
 * Reads partitions by single Fetch requests at given offsets; no group, no session, no thread.
 *
 * A broker serves one request of a connection at a time, so that a read that waits at the end of a partition would hold up
 * everybody behind it. Waiting reads therefore have connections of their own, up to `maxWaiting` at once; who finds none
 * free looks again every few milliseconds on the connections that all share.
 */
export interface Fetcher {
  /**
   * Resolves as soon as a partition has something to say: records, or an error that is not cured by asking its new leader.
   * Partitions with nothing are left out; so are those that do not exist.
   *
   * @throws KafkaUnreachable, KafkaLoginRefused  no leader could be asked
   */
  fetch(positions: readonly FetchPosition[], options: FetchOptions): Promise<FetchedPartition[]>
  readonly topics: TopicCache
  close(): Promise<void>
}

/** Longest time a broker is told to wait: what is given up early keeps a connection busy for no longer. */
const WAIT_SLICE_MS = 1000
const LOOK_AGAIN_MS = 10
const NO_LEADER_MS = 100
const UNKNOWN_TOPIC_OR_PARTITION = 3
/** Answers that mean: ask for the leader again. */
const STALE_LEADER = new Set([3, 5, 6, 9, 74, 75])

export function createFetcher(settings: KafkaSettings, maxWaiting: number): Fetcher {
  const shared = createKafkaClient(settings)
  const topics = createTopicCache(shared)
  const idle: KafkaClient[] = []
  let waiting = 0

  /** A client for one waiting request to each leader; `undefined` when all are taken. */
  function borrow(): KafkaClient | undefined {
    const client = idle.pop()
    if (client || waiting >= maxWaiting) return client
    waiting++
    return createKafkaClient(settings)
  }

  async function leaders(positions: readonly FetchPosition[], deadline: number): Promise<Map<number, FetchPosition[]>> {
    const byLeader = new Map<number, FetchPosition[]>()
    for (const position of positions) {
      let topic = topics.peek(position.topic)
      if (!topic) {
        try {
          topic = await topics.load(position.topic, deadline)
        } catch (error) {
          if (error instanceof KafkaError && error.code === UNKNOWN_TOPIC_OR_PARTITION) continue
          throw error
        }
      }
      const leader = topic.partitions[position.partition]?.leader ?? -1
      if (leader < 0) continue
      const own = byLeader.get(leader)
      if (own) own.push(position)
      else byLeader.set(leader, [position])
    }
    return byLeader
  }

  /** Asks each leader once; the answers of those that have something. */
  async function ask(
    client: KafkaClient,
    byLeader: ReadonlyMap<number, FetchPosition[]>,
    options: FetchOptions,
    maxWaitMs: number,
    onSettled: () => void = () => {},
  ): Promise<FetchedPartition[]> {
    const stale = new Set<string>()
    const calls = [...byLeader].map(async ([leader, partitions]) => {
      const request = {
        maxWaitMs,
        minBytes: 1,
        maxBytes: options.maxBytes,
        readCommitted: options.readCommitted,
        partitions,
      }
      const answer = await client.call(leader, FETCH_VERSIONS, [request])
      for (const { topic, errorCode } of answer) if (STALE_LEADER.has(errorCode)) stale.add(topic)
      return answer.filter(
        ({ errorCode, records }) => !STALE_LEADER.has(errorCode) && (errorCode !== 0 || records.length > 0),
      )
    })
    Promise.allSettled(calls).then(onSettled)
    const found = await firstFound(calls)
    await Promise.all(
      [...stale].map((topic) => topics.load(topic, Date.now() + settings.requestTimeoutMs).catch(() => {})),
    )
    return found
  }

  return {
    topics,
    async fetch(positions, options) {
      let failures = 0
      for (;;) {
        const left = options.waitUntil - Date.now()
        try {
          const byLeader = await leaders(positions, Math.max(options.waitUntil, Date.now() + settings.requestTimeoutMs))
          const there = await ask(shared, byLeader, options, 0)
          if (there.length > 0 || left <= 0) return there
          const own = byLeader.size > 0 ? borrow() : undefined
          if (!own) {
            await pause(Math.min(byLeader.size > 0 ? LOOK_AGAIN_MS : NO_LEADER_MS, left))
            continue
          }
          own.learn(shared.brokers)
          const came = await ask(own, byLeader, options, Math.min(left, WAIT_SLICE_MS), () => idle.push(own))
          if (came.length > 0) return came
        } catch (error) {
          if (!(error instanceof KafkaUnreachable) || (left <= settings.retryBackoffMs && failures > 0)) throw error
          failures++
          await pause(settings.retryBackoffMs)
          await refresh(shared, positions, topics)
        }
      }
    },
    async close() {
      await Promise.all([shared, ...idle].map((client) => client.close()))
    },
  }
}

/** A leader that cannot be reached may have a successor. */
async function refresh(client: KafkaClient, positions: readonly FetchPosition[], topics: TopicCache): Promise<void> {
  const deadline = Date.now() + client.settings.requestTimeoutMs
  await fetchMetadata(client, [], deadline).catch(() => {})
  for (const topic of new Set(positions.map((position) => position.topic)))
    await topics.load(topic, deadline).catch(() => {})
}

/** The first answer that is not empty, or an empty one when all are; fails only when no leader answered at all. */
function firstFound(calls: readonly Promise<FetchedPartition[]>[]): Promise<FetchedPartition[]> {
  if (calls.length === 0) return Promise.resolve([])
  return new Promise((resolve, reject) => {
    let open = calls.length
    let answered = false
    let failure: unknown
    for (const call of calls) {
      call
        .then(
          (found) => {
            answered = true
            if (found.length > 0) resolve(found)
          },
          (error) => {
            failure = error
          },
        )
        .finally(() => {
          if (--open > 0) return
          if (answered) resolve([])
          else reject(failure)
        })
    }
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
