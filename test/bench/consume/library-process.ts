import { randomUUID } from 'node:crypto'
import { Consumer, MessagesStreamModes } from '@platformatic/kafka'
import type { Measurement } from '../measure/measurement.ts'
import { type StreamOrder, windowOnStream } from '../measure/stream-window.ts'
import { answerOrders } from '../subjects/child-side.ts'

/** What the library's reader is asked to do once. */
export interface LibraryOrder extends StreamOrder {
  readonly topic: string
  readonly broker: number
}

const [kafka = ''] = process.argv.slice(2)

/** The library's own streaming consumer: what a Node program without a proxy would use. */
answerOrders(async ({ topic, broker, ...order }: LibraryOrder): Promise<Measurement> => {
  const consumer = new Consumer({ clientId: 'bench', groupId: `library-${randomUUID()}`, bootstrapBrokers: [kafka] })
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false })
  try {
    const window = windowOnStream(order, { subject: process.pid, broker })
    stream.on('data', window.count)
    return await new Promise((resolve, reject) => {
      stream.on('error', reject)
      window.measured.then(resolve)
    })
  } finally {
    await stream.close()
    await consumer.close()
  }
})
