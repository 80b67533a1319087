import { randomUUID } from 'node:crypto'
import { Consumer, MessagesStreamModes } from '@platformatic/kafka'
import type { Measurement } from '../measure/measurement.ts'
import { openWindow } from '../measure/window.ts'
import { answerOrders } from '../subjects/child-side.ts'

/** What the native reader is asked to do once. */
export interface NativeOrder {
  readonly topic: string
  /** In the topic: where there are no more, the window ends. */
  readonly records: number
  readonly settleMs: number
  readonly durationMs: number
  readonly broker: number
}

const [kafka = ''] = process.argv.slice(2)

/** The library's own streaming consumer: what a Node program without a proxy would use. */
answerOrders(async ({ topic, records, settleMs, durationMs, broker }: NativeOrder): Promise<Measurement> => {
  const consumer = new Consumer({ clientId: 'bench', groupId: `native-${randomUUID()}`, bootstrapBrokers: [kafka] })
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false })
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
      stream.on('error', reject)
      stream.on('data', () => {
        // Joining the group and compiling are not reading.
        if (++count === 1) setTimeout(open, settleMs)
        if (count === records) end()
      })
    })
  } finally {
    await stream.close()
    await consumer.close()
  }
})
