import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaLoginRefused, KafkaUnreachable } from '../error.ts'
import type { TopicCache } from '../topic-cache.ts'
import type { Entry } from './call.ts'
import { CLOSED } from './failures.ts'
import type { Lane } from './lane.ts'
import { createLanes } from './lanes.ts'
import { type PartitionBatch, PRODUCE_VERSIONS, type ProduceAnswer } from './produce-api.ts'
import type { ProducerIds } from './producer-ids.ts'
import { failureOf } from './reaction.ts'
import type { ProducerSettings } from './settings.ts'
import { createTurns } from './turns.ts'

/** Brings lanes' batches to the partitions' leaders. */
export interface Dispatcher {
  push(topic: string, partition: number, entry: Entry): void
  /** Whether records for the partition would have to wait: its leader does not answer, or there is none. */
  isStuck(topic: string, partition: number): boolean
  /** Settles whatever is still held. Nothing may be pushed any more. */
  stop(): void
}

/** How often deadlines are looked at while anything is under way. */
const SWEEP_MS = 50
/** A leader that has not answered for so long is better not waited for by records that may go elsewhere. */
const SLOW_MS = 500
/** Well below the brokers' `socket.request.max.bytes`, 100 MiB by default. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024
const UNKNOWN_TOPIC_OR_PARTITION = 3

interface Request {
  readonly leader: number
  readonly lanes: Lane[]
  readonly batches: PartitionBatch[]
  bytes: number
}

/**
 * Once per turn of the event loop, gathers the batches of all lanes that are free and sends each leader one request, unless
 * it has enough of them ({@link createTurns}).
 *
 * Waiting for the turn's end costs microseconds and lets the requests that arrived in it share a batch. A lane whose
 * batch has to be sent again comes back after `retry.backoff.ms`, with metadata asked for anew.
 */
export function createDispatcher(
  client: KafkaClient,
  topics: TopicCache,
  ids: ProducerIds,
  settings: ProducerSettings,
): Dispatcher {
  const { retryBackoffMs, requestTimeoutMs } = client.settings
  const lanes = createLanes(ids, settings.maxRequestBytes)
  const ready = new Set<Lane>()
  const turns = createTurns()
  const throttledUntil = new Map<number, number>()
  let immediate = false
  let lingering: NodeJS.Timeout | undefined
  let sweeping: NodeJS.Timeout | undefined

  function schedule(lane: Lane): void {
    if (lane.busy || !lane.hasWork) return
    ready.add(lane)
    sweeping ??= setInterval(sweep, SWEEP_MS)
    if (immediate) return
    if (settings.lingerMs > 0 && lane.queuedBytes < settings.batchBytes) {
      lingering ??= setTimeout(dispatch, settings.lingerMs)
    } else {
      immediate = true
      setImmediate(dispatch)
    }
  }

  function dispatch(): void {
    immediate = false
    clearTimeout(lingering)
    lingering = undefined
    const now = Date.now()
    const requests = new Map<number, Request>()
    for (const lane of ready) {
      const leader = topics.peek(lane.topic)?.partitions[lane.partition]?.leader ?? -1
      const pauseMs = (throttledUntil.get(leader) ?? 0) - now
      if (leader < 0) retryLater(lane, 'the partition has no leader at the moment.')
      else if (!identified(lane)) retryLater(lane, 'Kafka has not given a producer id yet.')
      else if (pauseMs > 0) pause(lane, pauseMs)
      else if (turns.take(leader, lane, now)) add(requests, leader, lane, now)
    }
    ready.clear()
    for (const request of requests.values()) void send(request)
  }

  function add(requests: Map<number, Request>, leader: number, lane: Lane, now: number): void {
    const bytes = lane.take(settings.compression, now)
    if (!bytes) return
    lane.busy = true
    let request = requests.get(leader)
    if (request && request.bytes + bytes.length > MAX_REQUEST_BYTES) {
      void send(request)
      request = undefined
    }
    if (!request) {
      request = { leader, lanes: [], batches: [], bytes: 0 }
      requests.set(leader, request)
    }
    request.lanes.push(lane)
    request.batches.push({ topic: lane.topic, partition: lane.partition, bytes })
    request.bytes += bytes.length
  }

  /** Whether the lane can number its batches; when its producer id is used up it goes on under another. */
  function identified({ numbering }: Lane): boolean {
    if (numbering.ready) return true
    if (numbering.identity) ids.retire(numbering.identity)
    const identity = ids.peek()
    if (identity) numbering.begin(identity)
    return identity !== undefined
  }

  async function send(request: Request): Promise<void> {
    let answer: ProduceAnswer
    turns.sent(request.leader)
    try {
      // The broker's own limit is the shorter one, so that its word comes before we stop listening.
      const timeoutMs = Math.floor(requestTimeoutMs * 0.8)
      answer = await client.call(request.leader, PRODUCE_VERSIONS, [settings.acks, timeoutMs, request.batches])
    } catch (error) {
      for (const lane of request.lanes) noAnswer(lane, error)
      return
    } finally {
      for (const lane of turns.ended(request.leader)) release(lane)
    }
    if (answer.throttleMs > 0) throttledUntil.set(request.leader, Date.now() + answer.throttleMs)
    const byPartition = Map.groupBy(answer.partitions, ({ partition }) => partition)
    for (const lane of request.lanes) {
      const own = byPartition.get(lane.partition)?.find(({ topic }) => topic === lane.topic)
      if (!own) noAnswer(lane, new KafkaUnreachable('The answer leaves the partition out.', true))
      else if (lane.answered(own)) retryLater(lane, new KafkaError(own.errorCode).message)
      else release(lane)
    }
  }

  function noAnswer(lane: Lane, error: unknown): void {
    const refused = error instanceof KafkaLoginRefused || error instanceof KafkaError
    lane.unanswered(!refused && !(error instanceof KafkaUnreachable && !error.sent))
    if (error instanceof KafkaLoginRefused) {
      lane.fail({ failure: 'unauthenticated', message: error.message })
      release(lane)
    } else if (error instanceof KafkaError) {
      lane.fail(failureOf(error))
      release(lane)
    } else retryLater(lane, 'the partition leader cannot be reached.')
  }

  function release(lane: Lane): void {
    lane.busy = false
    schedule(lane)
  }

  function pause(lane: Lane, pauseMs: number): void {
    lane.trouble = 'a quota is used up.'
    lane.busy = true
    setTimeout(release, pauseMs, lane)
  }

  function retryLater(lane: Lane, reason: string): void {
    lane.trouble = reason
    lane.busy = true
    setTimeout(async () => {
      await Promise.all([refresh(lane), ids.peek() ?? ids.load(Date.now() + requestTimeoutMs).catch(() => {})])
      release(lane)
    }, retryBackoffMs)
  }

  /** Asks for the topic's leaders again; a partition that stays unknown for `max.block.ms` was deleted. */
  async function refresh(lane: Lane): Promise<void> {
    let error = new KafkaError(UNKNOWN_TOPIC_OR_PARTITION)
    try {
      const topic = await topics.load(lane.topic, Date.now() + requestTimeoutMs)
      if (topic.partitions[lane.partition]) {
        lane.missingSince = undefined
        return
      }
    } catch (failure) {
      if (!(failure instanceof KafkaError) || failure.code !== UNKNOWN_TOPIC_OR_PARTITION) return
      error = failure
    }
    lane.missingSince ??= Date.now()
    if (Date.now() - lane.missingSince >= settings.maxBlockMs) lane.fail(failureOf(error))
  }

  function sweep(): void {
    if (lanes.sweep(Date.now())) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  return {
    push(topic, partition, entry) {
      const lane = lanes.of(topic, partition)
      lane.push(entry)
      schedule(lane)
    },
    isStuck(topic, partition) {
      const lane = lanes.find(topic, partition)
      if (!lane?.busy) return false
      return lane.trouble !== undefined || Date.now() - lane.lastUse > SLOW_MS
    },
    stop() {
      for (const lane of lanes.all()) lane.fail(CLOSED)
    },
  }
}
