import type { Measurement } from '../measure/measurement.ts'
import { type StreamOrder, windowOnStream } from '../measure/stream-window.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { connectConsumer, type Mode, type NativeReading } from './librdkafka-consumer.ts'

/** What librdkafka's reader is asked to do once. */
export interface LibrdkafkaOrder extends StreamOrder {
  readonly mode: Mode
  readonly topic: string
  readonly broker: number
}

const [kafka = '', folder = ''] = process.argv.slice(2)
const readings: Partial<Record<Mode, NativeReading>> = {}

// In place of an ordinary end, during which librdkafka waits for its threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

/** kafka-javascript's consumer; one for each mode, which stays what it has become by compiling. */
answerOrders(async ({ mode, topic, broker, ...order }: LibrdkafkaOrder): Promise<Measurement> => {
  readings[mode] ??= await connectConsumer(folder, kafka, mode)
  const reading = readings[mode]
  const window = windowOnStream(order, { subject: process.pid, broker })
  reading.start(topic, window.count)
  const found = await window.measured
  await reading.stop()
  return found
})
