import type { OutgoingRecord, Producer, RecordFailure, RecordResult } from '../../produce/producer.ts'
import { beforeDeadline } from '../before-deadline.ts'
import type { KafkaClient } from '../client.ts'
import { KafkaError, KafkaLoginRefused, KafkaUnreachable } from '../error.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { TopicCache } from '../topic-cache.ts'
import { createBufferBudget } from './buffer-budget.ts'
import { type Entry, ProduceCall } from './call.ts'
import { createDispatcher } from './dispatcher.ts'
import { badTimestamp, bufferFull, CLOSED, noSuchPartition, tooLarge, UNREACHABLE } from './failures.ts'
import { createPartitioner } from './partitioner.ts'
import { createProducerIds } from './producer-ids.ts'
import { failureOf } from './reaction.ts'
import { BATCH_OVERHEAD, recordSize } from './record-batch.ts'
import type { ProducerSettings } from './settings.ts'

/**
 * The default engine: group commit over @platformatic/kafka's connections, a lane per partition.
 *
 * A record's way: its topic's metadata (waits while it is unknown) → its partition → the buffer (waits while it is
 * full) → its partition's {@link Lane} → the leader's next request, see {@link createDispatcher}.
 */
export function createProducer(client: KafkaClient, topics: TopicCache, settings: ProducerSettings): Producer {
  const { retryBackoffMs } = client.settings
  const ids = createProducerIds(client, settings.idempotence)
  const budget = createBufferBudget(settings.bufferBytes)
  const dispatcher = createDispatcher(client, topics, ids, settings)
  const partitioner = createPartitioner(settings.batchBytes, dispatcher.isStuck)
  const calls = new Set<Promise<RecordResult[]>>()
  let pendingRecords = 0
  let closed = false
  let stopped = false

  function onSettled(entry: Entry): void {
    pendingRecords--
    budget.give(entry.bytes)
  }

  /**
   * Asks until there is an answer, the cluster's last word, or no time left. Brokers that cannot be reached are waited
   * for until the deadline; a topic that they do not know, or that has no leaders yet, for `max.block.ms`.
   */
  async function patiently<T extends object>(
    load: (deadline: number) => Promise<T>,
    deadline: number,
  ): Promise<T | RecordFailure> {
    const blockedUntil = Math.min(deadline, Date.now() + settings.maxBlockMs)
    for (;;) {
      try {
        return await load(deadline)
      } catch (error) {
        const away = error instanceof KafkaUnreachable
        const again = away || (error instanceof KafkaError && error.retriable)
        const giveUp = away ? deadline : blockedUntil
        if (!again || closed || Date.now() + retryBackoffMs >= giveUp) return failureToLoad(error)
      }
      await new Promise((resolve) => setTimeout(resolve, retryBackoffMs))
    }
  }

  async function produceSlowly(
    name: string,
    records: readonly OutgoingRecord[],
    deadline: number,
  ): Promise<RecordResult[]> {
    const load = (until: number) => topics.load(name, until)
    let topic = topics.peek(name) ?? (await patiently(load, deadline))
    // Partitions may have been added since it was loaded.
    if (!('failure' in topic) && !hasPartitions(topic, records)) topic = await patiently(load, deadline)
    if ('failure' in topic) return records.map(() => topic)
    const identity = ids.peek() ?? (await patiently(ids.load, deadline))
    if ('failure' in identity) return records.map(() => identity)
    return take(topic, records, deadline)
  }

  function take(topic: TopicMetadata, records: readonly OutgoingRecord[], deadline: number): Promise<RecordResult[]> {
    const call = new ProduceCall(records.length, deadline, onSettled)
    const entries: Entry[] = []
    const partitions: number[] = []
    let bytes = 0
    let unkeyed = 0
    let unkeyedRoom = 0
    for (const [index, record] of records.entries()) {
      const size = recordSize(record)
      const failure = faultOf(record, size, topic, settings.maxRequestBytes)
      if (failure) {
        call.refuse(index, failure)
        continue
      }
      let partition = record.partition
      if (partition === undefined && record.key) partition = partitioner.forKey(topic, record.key)
      if (partition === undefined) {
        // Records of one call without a key stay together until they fill a batch.
        if (unkeyedRoom < size) {
          const rest = records.length - index
          unkeyedRoom = settings.maxRequestBytes
          unkeyed = partitioner.forNone(topic, Math.min(unkeyedRoom, rest * size))
        }
        unkeyedRoom -= size
        partition = unkeyed
      }
      entries.push({ record, bytes: size, call, index })
      partitions.push(partition)
      bytes += size
    }
    if (entries.length === 0) return call.done

    function enter(): Promise<RecordResult[]> {
      pendingRecords += entries.length
      entries.forEach((entry, i) => {
        dispatcher.push(topic.name, partitions[i] as number, entry)
      })
      return call.done
    }

    function refuse(failure: RecordFailure): Promise<RecordResult[]> {
      for (const { index } of entries) call.refuse(index, failure)
      return call.done
    }

    const room = budget.take(bytes, Math.min(deadline, Date.now() + settings.maxBlockMs))
    if (room === true) return stopped ? refuse(CLOSED) : enter()
    return room.then((admitted) => {
      if (!admitted) return refuse(bufferFull(settings.bufferBytes))
      if (!stopped) return enter()
      budget.give(bytes)
      return refuse(CLOSED)
    })
  }

  return {
    produce(name, records, deadline) {
      if (closed) return Promise.resolve(records.map(() => CLOSED))
      const topic = topics.peek(name)
      const ready = topic && ids.peek() && hasPartitions(topic, records)
      const results = ready ? take(topic, records, deadline) : produceSlowly(name, records, deadline)
      calls.add(results)
      results.finally(() => calls.delete(results))
      return results
    },
    get pending() {
      return { records: pendingRecords, bytes: budget.used }
    },
    async close(deadline) {
      closed = true
      await beforeDeadline(Promise.all(calls), deadline).catch(() => {})
      stopped = true
      dispatcher.stop()
      await client.close()
    },
  }
}

function hasPartitions(topic: TopicMetadata, records: readonly OutgoingRecord[]): boolean {
  return records.every(({ partition = 0 }) => partition < topic.partitions.length)
}

/** What is wrong with a record before anyone is asked. */
function faultOf(
  { partition = 0, timestamp = 0 }: OutgoingRecord,
  size: number,
  topic: TopicMetadata,
  maxBytes: number,
): RecordFailure | undefined {
  if (!topic.partitions[partition]) return noSuchPartition(topic.name, partition, topic.partitions.length)
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) return badTimestamp(timestamp)
  if (size + BATCH_OVERHEAD > maxBytes) return tooLarge(size + BATCH_OVERHEAD, maxBytes)
  return undefined
}

function failureToLoad(error: unknown): RecordFailure {
  if (error instanceof KafkaError) return failureOf(error)
  if (error instanceof KafkaLoginRefused) return { failure: 'unauthenticated', message: error.message }
  return UNREACHABLE
}
