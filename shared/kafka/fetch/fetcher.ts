import { createBufferPool } from '../../buffer-pool.ts'
import { createKafkaClient, type KafkaClient } from '../client.ts'
import { KafkaError, KafkaUnreachable } from '../error.ts'
import { fetchMetadata } from '../metadata.ts'
import type { KafkaSettings } from '../settings.ts'
import { createTopicCache, type TopicCache } from '../topic-cache.ts'
import { type FetchedPartition, type FetchPosition, fetchVersions } from './fetch-api.ts'

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
const AGAIN_IN_VAIN_MS = 1000
const MAX_IN_VAIN = 1000
const UNKNOWN_TOPIC_OR_PARTITION = 3
/** Of records' memory kept for the next ones. */
const MEMORY_BYTES = 16 * 1024 * 1024
/** Answers that mean: ask for the leader again. */
const STALE_LEADER = new Set([3, 5, 6, 9, 74, 75])

export function createFetcher(settings: KafkaSettings, maxWaiting: number): Fetcher {
  const memory = createBufferPool({ maxBytes: MEMORY_BYTES })
  const shared = createKafkaClient(settings, memory)
  const versions = fetchVersions(memory)
  const topics = createTopicCache(shared)
  /** Clients for waiting requests: all there are, and those that nobody uses. */
  const own: KafkaClient[] = []
  const idle: KafkaClient[] = []
  /** Reads that wait and have no client of their own. */
  let looking = 0
  /** Topic → when the cluster was last asked about it without learning of a partition or its leader. */
  const askedInVain = new Map<string, number>()

  /** A client for one waiting request to each leader; `undefined` when all are taken. */
  function borrow(): KafkaClient | undefined {
    const client = idle.pop()
    if (client || own.length >= maxWaiting) return client
    const created = createKafkaClient(settings, memory)
    own.push(created)
    return created
  }

  /** −1 when there is none, or no such partition. */
  function leaderOf({ topic, partition }: FetchPosition): number {
    return topics.peek(topic)?.partitions[partition]?.leader ?? -1
  }

  /** A topic that is not known, a new partition of it, or a new leader of one that had none. */
  async function lookFor(topic: string, deadline: number): Promise<void> {
    if (Date.now() - (askedInVain.get(topic) ?? 0) < AGAIN_IN_VAIN_MS) return
    askedInVain.delete(topic)
    try {
      await topics.load(topic, deadline)
    } catch (error) {
      if (!(error instanceof KafkaError) || error.code !== UNKNOWN_TOPIC_OR_PARTITION) throw error
    }
  }

  async function leaders(positions: readonly FetchPosition[], deadline: number): Promise<Map<number, FetchPosition[]>> {
    const unknown = new Set(positions.filter((position) => leaderOf(position) < 0).map(({ topic }) => topic))
    if (unknown.size > 0) await Promise.all([...unknown].map((topic) => lookFor(topic, deadline)))
    const byLeader = new Map<number, FetchPosition[]>()
    for (const position of positions) {
      const leader = leaderOf(position)
      const together = byLeader.get(leader)
      if (leader < 0) askedInVain.set(position.topic, askedInVain.get(position.topic) ?? Date.now())
      else if (together) together.push(position)
      else byLeader.set(leader, [position])
    }
    while (askedInVain.size > MAX_IN_VAIN) askedInVain.delete(askedInVain.keys().next().value as string)
    return byLeader
  }

  /** Asks every few milliseconds; the more readers do so, the less often each. */
  async function look(left: number): Promise<void> {
    looking++
    await pause(Math.min(left, Math.max(LOOK_AGAIN_MS, looking)))
    looking--
  }

  /** Asks each leader once; the answers of those that have something. */
  async function ask(
    client: KafkaClient,
    byLeader: ReadonlyMap<number, FetchPosition[]>,
    options: FetchOptions,
    maxWaitMs: number,
    onSettled: () => void = () => {},
  ): Promise<{ readonly found: FetchedPartition[]; readonly moved: boolean }> {
    const stale = new Set<string>()
    const calls = [...byLeader].map(async ([leader, partitions]) => {
      const request = {
        maxWaitMs,
        minBytes: 1,
        maxBytes: options.maxBytes,
        readCommitted: options.readCommitted,
        partitions,
      }
      try {
        const answer = await client.call(leader, versions, [request])
        for (const { topic, errorCode } of answer) if (STALE_LEADER.has(errorCode)) stale.add(topic)
        return answer.filter(
          ({ errorCode, records }) => !STALE_LEADER.has(errorCode) && (errorCode !== 0 || records.length > 0),
        )
      } catch (error) {
        // It may have a successor; as long as other leaders answer, nobody else asks.
        if (error instanceof KafkaUnreachable) for (const { topic } of partitions) stale.add(topic)
        throw error
      }
    })
    Promise.allSettled(calls).then(onSettled)
    const found = await firstFound(calls)
    const deadline = Date.now() + settings.requestTimeoutMs
    await Promise.all([...stale].map((topic) => topics.load(topic, deadline).catch(() => {})))
    return { found, moved: stale.size > 0 }
  }

  return {
    topics,
    async fetch(positions, options) {
      let failures = 0
      let followed = false
      for (;;) {
        const left = options.waitUntil - Date.now()
        try {
          const byLeader = await leaders(positions, Math.max(options.waitUntil, Date.now() + settings.requestTimeoutMs))
          const there = await ask(shared, byLeader, options, 0)
          if (there.found.length > 0) return there.found
          if (left <= 0) {
            if (!there.moved || followed) return []
            followed = true
            continue
          }
          const client = byLeader.size > 0 ? borrow() : undefined
          if (!client) {
            await (byLeader.size > 0 ? look(left) : pause(Math.min(NO_LEADER_MS, left)))
            continue
          }
          client.learn(shared.brokers)
          const came = await ask(client, byLeader, options, Math.min(left, WAIT_SLICE_MS), () => idle.push(client))
          if (came.found.length > 0) return came.found
        } catch (error) {
          if (!(error instanceof KafkaUnreachable) || (left <= settings.retryBackoffMs && failures > 0)) throw error
          failures++
          await pause(settings.retryBackoffMs)
          const patience = Date.now() + Math.min(settings.requestTimeoutMs, AGAIN_IN_VAIN_MS)
          await refresh(shared, positions, topics, Math.max(options.waitUntil, patience))
        }
      }
    },
    async close() {
      await Promise.all([shared, ...own].map((client) => client.close()))
    },
  }
}

/** A leader that cannot be reached may have a successor. Whoever reads waits for it no longer than for records. */
async function refresh(
  client: KafkaClient,
  positions: readonly FetchPosition[],
  topics: TopicCache,
  deadline: number,
): Promise<void> {
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
