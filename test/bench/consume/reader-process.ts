import { randomUUID } from 'node:crypto'
import { openConnection } from '../load/connection.ts'
import { closedLoop } from '../measure/closed-loop.ts'
import type { Measurement } from '../measure/measurement.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { createInstance, type ReadFormat } from './instance.ts'

/** What the reader is asked to do once. */
export interface ReadOrder {
  readonly port: number
  readonly topic: string
  /** How many the topic has. */
  readonly records: number
  readonly format: ReadFormat
  /** `max_bytes` of each read. */
  readonly maxBytes: number
  readonly settleMs: number
  readonly durationMs: number
  /** Pids of the proxy and of the broker. */
  readonly subject: number
  readonly broker: number
}

const OFFSET = '"offset":'

/** One consumer instance, read as fast as it answers over one connection; at the end of the topic it begins again. */
answerOrders(async (order: ReadOrder): Promise<Measurement> => {
  const { port, topic, records, format, maxBytes, subject, broker } = order
  const instance = await createInstance(port, `bench-${randomUUID()}`, topic, format)
  const connection = await openConnection(port)
  const request = instance.readRequest(`max_bytes=${maxBytes}&timeout=1000`)
  let position = 0
  try {
    const loop = {
      ...order,
      callers: 1,
      recordsPerRequest: 0,
      pauseMs: 0,
      watched: { subject, load: process.pid, broker },
    }
    return await closedLoop(loop, (_, done) => {
      connection.send(request, (error, body) => {
        if (error) return done(error)
        const next = nextOffset(body)
        if (next === undefined) return done(new Error('a read answered nothing before the end of the topic'))
        const count = next - position
        position = next
        if (position < records) return done(undefined, count)
        // At once: a read at the end would wait for records that nobody writes.
        position = 0
        instance.rewind().then(() => done(undefined, count), done)
      })
    })
  } finally {
    connection.close()
    await instance.remove()
  }
})

/** Behind the last record of an answer; `undefined` for an answer without any. The topic has one partition and no gaps. */
function nextOffset(body: Buffer): number | undefined {
  const tail = body.toString('latin1', Math.max(0, body.length - 100))
  const at = tail.lastIndexOf(OFFSET)
  return at < 0 ? undefined : Number.parseInt(tail.slice(at + OFFSET.length), 10) + 1
}
