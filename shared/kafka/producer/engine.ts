import type { OutgoingRecord, Producer, RecordFailure, RecordResult } from '../../produce/producer.ts'
import { beforeDeadline } from '../before-deadline.ts'
import type { KafkaClient } from '../client.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { TopicCache } from '../topic-cache.ts'
import { createBufferBudget } from './buffer-budget.ts'
import { type Entry, ProduceCall } from './call.ts'
import { createDispatcher } from './dispatcher.ts'
import { bufferFull, CLOSED } from './failures.ts'
import { takeIn } from './intake.ts'
import { createPartitioner } from './partitioner.ts'
import { type Patience, patiently } from './patiently.ts'
import { createProducerIds } from './producer-ids.ts'
import type { ProducerSettings } from './settings.ts'

/**
 * The default engine: group commit over @platformatic/kafka's connections, a lane per partition.
 *
 * A record's way: its topic's metadata (waits while it is unknown) → its partition → the buffer (waits while it is
 * full) → its partition's {@link Lane} → the leader's next request, see {@link createDispatcher}.
 */
export function createProducer(client: KafkaClient, topics: TopicCache, settings: ProducerSettings): Producer {
  const ids = createProducerIds(client, settings.idempotence)
  const budget = createBufferBudget(settings.bufferBytes)
  const dispatcher = createDispatcher(client, topics, ids, settings)
  const partitioner = createPartitioner(settings.batchBytes, dispatcher.isStuck)
  const calls = new Set<Promise<RecordResult[]>>()
  let pendingRecords = 0
  let closed = false
  let stopped = false
  const patience: Patience = {
    retryBackoffMs: client.settings.retryBackoffMs,
    maxBlockMs: settings.maxBlockMs,
    ended: () => closed,
  }

  function onSettled(entry: Entry): void {
    pendingRecords--
    budget.give(entry.bytes)
  }

  async function produceSlowly(
    name: string,
    records: readonly OutgoingRecord[],
    deadline: number,
  ): Promise<RecordResult[]> {
    const load = (until: number) => topics.load(name, until)
    let topic = topics.peek(name) ?? (await patiently(load, deadline, patience))
    // Partitions may have been added since it was loaded.
    if (!('failure' in topic) && !hasPartitions(topic, records)) topic = await patiently(load, deadline, patience)
    if ('failure' in topic) return records.map(() => topic)
    const identity = ids.peek() ?? (await patiently(ids.load, deadline, patience))
    if ('failure' in identity) return records.map(() => identity)
    return take(topic, records, deadline)
  }

  function take(topic: TopicMetadata, records: readonly OutgoingRecord[], deadline: number): Promise<RecordResult[]> {
    const call = new ProduceCall(records.length, deadline, onSettled)
    const { entries, partitions, bytes } = takeIn(call, records, topic, partitioner, settings.maxRequestBytes)
    if (entries.length === 0) return call.done

    function enter(): void {
      pendingRecords += entries.length
      for (let i = 0; i < entries.length; i++) {
        dispatcher.push(topic.name, partitions[i] as number, entries[i] as Entry)
      }
    }

    function refuse(failure: RecordFailure): void {
      for (const { index } of entries) call.refuse(index, failure)
    }

    if (stopped) refuse(CLOSED)
    else {
      const room = budget.take(bytes, Math.min(deadline, Date.now() + settings.maxBlockMs))
      if (room === true) enter()
      else {
        room.then((admitted) => {
          if (admitted && !stopped) return enter()
          if (admitted) budget.give(bytes)
          refuse(admitted ? CLOSED : bufferFull(settings.bufferBytes))
        })
      }
    }
    return call.done
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
