import type { OutgoingRecord, Producer, RecordFailure, RecordResult } from '../../produce/producer.ts'
import type { KafkaClient } from '../client.ts'
import { beforeDeadline } from '../client.ts'
import { KafkaError, KafkaLoginRefused } from '../error.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { TopicCache } from '../topic-cache.ts'
import { createBufferBudget } from './buffer-budget.ts'
import { type Entry, ProduceCall } from './call.ts'
import { createDispatcher } from './dispatcher.ts'
import { createPartitioner } from './partitioner.ts'
import { createProducerIds } from './producer-ids.ts'
import { failureOf } from './reaction.ts'
import { recordSize } from './record-batch.ts'
import type { ProducerSettings } from './settings.ts'

/**
 * The default engine: group commit over @platformatic/kafka's connections, a lane per partition.
 *
 * A record's way: its topic's metadata (waits while it is unknown) → its partition → the buffer (waits while it is
 * full) → its partition's {@link Lane} → the leader's next request, see {@link createDispatcher}.
 */
export function createProducer(client: KafkaClient, topics: TopicCache, settings: ProducerSettings): Producer {
  const ids = createProducerIds(client, settings.idempotence)
  const partitioner = createPartitioner(settings.batchBytes)
  const budget = createBufferBudget(settings.bufferBytes)
  const dispatcher = createDispatcher(client, topics, ids, settings)
  let pendingRecords = 0
  let closed = false

  function onSettled(entry: Entry): void {
    pendingRecords--
    budget.give(entry.bytes)
  }

  /** A topic that was created a moment ago may not have reached the broker that is asked, nor may it have leaders yet. */
  async function topicMetadata(name: string, deadline: number): Promise<TopicMetadata | RecordFailure> {
    const giveUp = Math.min(deadline, Date.now() + settings.maxBlockMs)
    for (;;) {
      try {
        return await beforeDeadline(topics.load(name, deadline), deadline)
      } catch (error) {
        if (!(error instanceof KafkaError)) return unreachable(error)
        if (!error.retriable || Date.now() + client.settings.retryBackoffMs >= giveUp) return failureOf(error)
        await new Promise((resolve) => setTimeout(resolve, client.settings.retryBackoffMs))
      }
    }
  }

  async function produceSlowly(
    name: string,
    records: readonly OutgoingRecord[],
    deadline: number,
  ): Promise<RecordResult[]> {
    const topic = topics.peek(name) ?? (await topicMetadata(name, deadline))
    if ('failure' in topic) return records.map(() => topic)
    if (!ids.peek()) {
      try {
        await beforeDeadline(ids.load(deadline), deadline)
      } catch (error) {
        const failure = error instanceof KafkaError ? failureOf(error) : unreachable(error)
        return records.map(() => failure)
      }
    }
    const beyond = records.some(({ partition = 0 }) => partition >= topic.partitions.length)
    const fresh = beyond ? await topicMetadata(name, deadline) : topic
    if ('failure' in fresh) return records.map(() => fresh)
    return take(fresh, records, deadline)
  }

  function take(topic: TopicMetadata, records: readonly OutgoingRecord[], deadline: number): Promise<RecordResult[]> {
    const call = new ProduceCall(records.length, deadline, onSettled)
    const sizes = records.map(recordSize)
    const unkeyedBytes = sizes.reduce((sum, bytes, i) => sum + (records[i]?.key === null ? bytes : 0), 0)
    const unkeyed = partitioner.forNone(topic, unkeyedBytes)
    const entries: [number, Entry][] = []
    let bytes = 0
    for (const [index, record] of records.entries()) {
      const size = sizes[index] as number
      const partition = record.partition ?? (record.key ? partitioner.forKey(topic, record.key) : unkeyed)
      if (partition >= topic.partitions.length) call.refuse(index, noSuchPartition(topic, partition))
      else if (size > settings.maxRequestBytes) call.refuse(index, tooLarge(size, settings.maxRequestBytes))
      else {
        entries.push([partition, { record, bytes: size, call, index }])
        bytes += size
      }
    }
    const room = budget.take(bytes, Math.min(deadline, Date.now() + settings.maxBlockMs))
    if (room === true) {
      enter(topic, entries)
      return call.done
    }
    return room.then((admitted) => {
      if (admitted) enter(topic, entries)
      else for (const [, { index }] of entries) call.refuse(index, bufferFull(settings.bufferBytes))
      return call.done
    })
  }

  function enter(topic: TopicMetadata, entries: readonly [number, Entry][]): void {
    pendingRecords += entries.length
    for (const [partition, entry] of entries) dispatcher.push(topic.name, partition, entry)
  }

  return {
    produce(name, records, deadline) {
      if (closed) return Promise.resolve(records.map(() => CLOSED))
      const topic = topics.peek(name)
      const ready = topic && ids.peek() && records.every(({ partition = 0 }) => partition < topic.partitions.length)
      return ready ? take(topic, records, deadline) : produceSlowly(name, records, deadline)
    },
    get pending() {
      return { records: pendingRecords, bytes: budget.used }
    },
    async close(deadline) {
      closed = true
      await dispatcher.drained(deadline)
      dispatcher.stop()
      await client.close()
    },
  }
}

const CLOSED: RecordFailure = { failure: 'retriable', message: 'This proxy is stopping; send the record again.' }

function unreachable(error: unknown): RecordFailure {
  if (error instanceof KafkaLoginRefused) return { failure: 'unauthenticated', message: error.message }
  return { failure: 'retriable', message: 'Not sent: Kafka cannot be reached.' }
}

function noSuchPartition(topic: TopicMetadata, partition: number): RecordFailure {
  const message = `Topic '${topic.name}' has no partition ${partition}, only 0 to ${topic.partitions.length - 1}.`
  return { failure: 'unknown-topic', message }
}

function tooLarge(size: number, limit: number): RecordFailure {
  const message = `The record has about ${size} bytes, more than max.request.size (${limit}) allows.`
  return { failure: 'too-large', message }
}

function bufferFull(limit: number): RecordFailure {
  return { failure: 'retriable', message: `Not sent: ${limit} bytes of records are waiting already; slow down.` }
}
