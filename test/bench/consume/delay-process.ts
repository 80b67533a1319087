import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Consumer, MessagesStreamModes } from '@platformatic/kafka'
import { loadConfig } from '../../../shared/config/config.ts'
import { createKafkaClient } from '../../../shared/kafka/client.ts'
import { createProducer } from '../../../shared/kafka/producer/engine.ts'
import { createTopicCache } from '../../../shared/kafka/topic-cache.ts'
import type { Address } from '../load/address.ts'
import { openConnection } from '../load/connection.ts'
import type { Measurement } from '../measure/measurement.ts'
import { quantile } from '../measure/quantile.ts'
import { openWindow } from '../measure/window.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { createInstance } from './instance.ts'

/** What the process that writes and reads is asked to do once. */
export interface DelayOrder {
  /** The proxy to read from; without one the library's own consumer reads. */
  readonly server?: Address
  /** Of one partition. */
  readonly topic: string
  readonly durationMs: number
  /** Between two records. */
  readonly pauseMs: number
  /** Pids. */
  readonly subject: number
  readonly broker: number
}

/** Reads and tells of each value as it comes; resolves when it waits for the next record. */
type Reader = (onValue: (value: number) => void) => Promise<() => Promise<void>>

const [kafka = ''] = process.argv.slice(2)
const config = loadConfig({ KAFKA_REST_BOOTSTRAP_SERVERS: kafka, KAFKA_REST_LISTENERS: 'http://127.0.0.1:0' })
const client = createKafkaClient(config.kafka)
const producer = createProducer(client, createTopicCache(client), config.producer)

/** Records that tell when they were sent, one after the other, and a reader that is waiting for each. */
answerOrders(async (order: DelayOrder): Promise<Measurement> => {
  const { topic, durationMs, pauseMs, subject, broker } = order
  const delays: number[] = []
  const reader = order.server === undefined ? libraryReader(topic) : proxyReader(order.server, topic)
  const stop = await reader((sentAt) => void delays.push(performance.now() - sentAt))
  try {
    // The first ones find a reader that is still finding its way.
    for (const end = performance.now() + 1_000; performance.now() < end; ) await write(topic, pauseMs)
    delays.length = 0
    const close = openWindow({ subject, load: process.pid, broker })
    for (const end = performance.now() + durationMs; performance.now() < end; ) await write(topic, pauseMs)
    const sorted = Float64Array.from(delays).sort()
    const [p50Ms, p99Ms] = [quantile(sorted, 0.5), quantile(sorted, 0.99)]
    return { requests: sorted.length, records: sorted.length, p50Ms, p99Ms, ...close() }
  } finally {
    await stop()
  }
})

async function write(topic: string, pauseMs: number): Promise<void> {
  const value = Buffer.from(String(performance.now()))
  await producer.produce(topic, [{ key: null, value }], Date.now() + 10_000)
  await delay(pauseMs)
}

function proxyReader(server: Address, topic: string): Reader {
  return async (onValue) => {
    const instance = await createInstance(server, `delay-${randomUUID()}`, topic, 'json', 'latest')
    const connection = await openConnection(server)
    const request = instance.readRequest('timeout=10000')
    let stopped = false
    function read(): void {
      connection.send(request, (error, body) => {
        if (stopped) return
        if (error) throw error
        for (const { value } of JSON.parse(body.toString()) as { value: number }[]) onValue(value)
        read()
      })
    }
    read()
    return async () => {
      stopped = true
      connection.close()
      await instance.remove()
    }
  }
}

function libraryReader(topic: string): Reader {
  return async (onValue) => {
    const consumer = new Consumer({ clientId: 'bench', groupId: `delay-${randomUUID()}`, bootstrapBrokers: [kafka] })
    const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.LATEST, autocommit: false })
    stream.on('data', ({ value }: { value: Buffer }) => onValue(Number(value.toString())))
    return async () => {
      await stream.close()
      await consumer.close()
    }
  }
}
