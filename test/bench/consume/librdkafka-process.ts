import { randomUUID } from 'node:crypto'
import { loadLibrdkafka } from '../../../shared/kafka/producer/librdkafka/load.ts'
import type { Measurement } from '../measure/measurement.ts'
import { openWindow } from '../measure/window.ts'
import { answerOrders } from '../subjects/child-side.ts'
import type { NativeOrder } from './native-process.ts'

/** What is used of the package's consumer. */
interface NativeConsumer {
  connect(options: object, done: (error: Error | null | undefined) => void): void
  assign(partitions: readonly { topic: string; partition: number; offset: number }[]): void
  /** Without a number it flows: records come as events until it is disconnected. */
  consume(): void
  disconnect(done: () => void): void
  on(event: 'data', listener: () => void): this
  on(event: 'event.error', listener: (error: Error) => void): this
}

type WithConsumer = {
  readonly KafkaConsumer: new (options: object, topicOptions: object) => NativeConsumer
}

const [kafka = '', folder = ''] = process.argv.slice(2)
const { KafkaConsumer } = loadLibrdkafka([folder]) as unknown as WithConsumer

/** librdkafka's consumer as Node programs have it, flowing, which is its fastest way for small records. */
answerOrders(async ({ topic, records, settleMs, durationMs, broker }: NativeOrder): Promise<Measurement> => {
  const options = { 'bootstrap.servers': kafka, 'group.id': `bench-${randomUUID()}`, 'enable.auto.commit': false }
  const consumer = new KafkaConsumer(options, { 'auto.offset.reset': 'earliest' })
  try {
    return await new Promise((resolve, reject) => {
      let count = 0
      let from = 0
      let close: ReturnType<typeof openWindow> | undefined
      const open = () => {
        from = count
        close = openWindow({ subject: process.pid, broker })
        setTimeout(end, durationMs)
      }
      function end(): void {
        if (close) resolve({ requests: 0, records: count - from, ...close() })
        close = undefined
      }
      consumer.on('event.error', reject)
      consumer.on('data', () => {
        if (++count === 1) setTimeout(open, settleMs)
        if (count === records) end()
      })
      consumer.connect({}, (error) => {
        if (error) return reject(error)
        consumer.assign([{ topic, partition: 0, offset: 0 }])
        consumer.consume()
      })
    })
  } finally {
    await new Promise<void>((resolve) => consumer.disconnect(resolve))
  }
})
