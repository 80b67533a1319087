import type { RecordFailure } from '../../produce/producer.ts'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaLoginRefused, KafkaUnreachable } from '../error.ts'
import type { TopicCache } from '../topic-cache.ts'
import type { Entry } from './call.ts'
import { Lane } from './lane.ts'
import { type PartitionAnswer, type PartitionBatch, PRODUCE_VERSIONS } from './produce-api.ts'
import type { ProducerIds } from './producer-ids.ts'
import { failureOf } from './reaction.ts'
import { BATCH_OVERHEAD } from './record-batch.ts'
import type { ProducerSettings } from './settings.ts'

/** Brings lanes' batches to the partitions' leaders. */
export interface Dispatcher {
  push(topic: string, partition: number, entry: Entry): void
  /** Resolves when no lane holds a record, or at the deadline (epoch ms). */
  drained(deadline: number): Promise<void>
  stop(): void
}

/** How often deadlines are looked at while anything is under way. */
const SWEEP_MS = 50
const LANE_IDLE_MS = 60_000
const UNKNOWN_TOPIC_OR_PARTITION = 3

/**
 * Once per turn of the event loop, gathers the batches of all lanes that are free and sends each leader one request.
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
  const lanes = new Map<string, Lane>()
  const ready = new Set<Lane>()
  const unknownSince = new Map<string, number>()
  let turnPending = false
  let sweeping: NodeJS.Timeout | undefined
  const { retryBackoffMs, requestTimeoutMs } = client.settings

  function laneFor(topic: string, partition: number): Lane {
    const key = `${topic}:${partition}`
    let lane = lanes.get(key)
    if (!lane) {
      // The engine has made sure that there is an identity before it lets a record in.
      const identity = ids.peek() ?? { id: -1n, epoch: -1 }
      lane = new Lane(topic, partition, identity, settings.maxRequestBytes - BATCH_OVERHEAD)
      lanes.set(key, lane)
    }
    return lane
  }

  function schedule(lane: Lane): void {
    if (lane.busy) return
    ready.add(lane)
    sweeping ??= setInterval(sweep, SWEEP_MS)
    if (turnPending) return
    turnPending = true
    if (settings.lingerMs > 0) setTimeout(dispatch, settings.lingerMs)
    else setImmediate(dispatch)
  }

  function dispatch(): void {
    turnPending = false
    const now = Date.now()
    const byLeader = new Map<number, [Lane, PartitionBatch][]>()
    for (const lane of ready) {
      const leader = topics.peek(lane.topic)?.partitions[lane.partition]?.leader ?? -1
      if (leader < 0) {
        retryLater(lane, 'the partition has no leader at the moment.')
        continue
      }
      const bytes = lane.take(settings.compression, now)
      if (!bytes) continue
      lane.busy = true
      lane.sending()
      const batches = byLeader.get(leader)
      const batch = { topic: lane.topic, partition: lane.partition, bytes }
      if (batches) batches.push([lane, batch])
      else byLeader.set(leader, [[lane, batch]])
    }
    ready.clear()
    for (const [leader, batches] of byLeader) void send(leader, batches)
  }

  async function send(leader: number, batches: readonly [Lane, PartitionBatch][]): Promise<void> {
    let answers: PartitionAnswer[]
    try {
      // The broker's own limit is the shorter one, so that its word comes before we stop listening.
      const timeoutMs = Math.floor(requestTimeoutMs * 0.8)
      answers = await client.call(leader, PRODUCE_VERSIONS, [
        settings.acks,
        timeoutMs,
        batches.map(([, batch]) => batch),
      ])
    } catch (error) {
      for (const [lane] of batches) noAnswer(lane, error)
      return
    }
    for (const [lane] of batches) {
      const answer = answers.find((each) => each.partition === lane.partition && each.topic === lane.topic)
      if (!answer) noAnswer(lane, new KafkaUnreachable('The answer leaves the partition out.', true))
      else if (lane.answered(answer)) retryLater(lane, new KafkaError(answer.errorCode).message)
      else release(lane)
    }
  }

  function noAnswer(lane: Lane, error: unknown): void {
    lane.unanswered(!(error instanceof KafkaUnreachable) || error.sent)
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

  function retryLater(lane: Lane, reason: string): void {
    lane.trouble = reason
    lane.busy = true
    setTimeout(async () => {
      await refresh(lane.topic)
      release(lane)
    }, retryBackoffMs)
  }

  /** Asks for the topic's leaders again; a topic that stays unknown for `max.block.ms` was deleted. */
  async function refresh(topic: string): Promise<void> {
    try {
      await topics.load(topic, Date.now() + requestTimeoutMs)
      unknownSince.delete(topic)
    } catch (error) {
      if (!(error instanceof KafkaError) || error.code !== UNKNOWN_TOPIC_OR_PARTITION) return
      const since = unknownSince.get(topic) ?? Date.now()
      unknownSince.set(topic, since)
      if (Date.now() - since < settings.maxBlockMs) return
      unknownSince.delete(topic)
      failTopic(topic, failureOf(error))
    }
  }

  function failTopic(topic: string, failure: RecordFailure): void {
    for (const lane of lanes.values()) if (lane.topic === topic) lane.fail(failure)
  }

  function sweep(): void {
    const now = Date.now()
    let active = false
    for (const [key, lane] of lanes) {
      lane.expire(now)
      if (!lane.idle) active = true
      else if (now - lane.lastUse > LANE_IDLE_MS) {
        lanes.delete(key)
        ids.retire(lane.epoch)
      }
    }
    if (active) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  return {
    push(topic, partition, entry) {
      const lane = laneFor(topic, partition)
      lane.push(entry)
      schedule(lane)
    },
    async drained(deadline) {
      while (Date.now() < deadline && [...lanes.values()].some((lane) => !lane.idle)) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    stop() {
      clearInterval(sweeping)
      for (const lane of lanes.values()) lane.fail({ failure: 'retriable', message: 'This proxy is stopping.' })
    },
  }
}
