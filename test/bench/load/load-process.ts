import { closedLoop } from '../measure/closed-loop.ts'
import type { Measurement } from '../measure/measurement.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { type Connection, openConnection } from './connection.ts'
import type { LoadOrder } from './order.ts'

/** The load generator, a process of its own so that its work is not counted as the server's. */
answerOrders(async (order: LoadOrder): Promise<Measurement> => {
  const { server, connections, recordsPerRequest, subject, broker } = order
  const request = Buffer.from(order.request)
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(server)))
  try {
    await checkAnswer(open[0] as Connection, request, recordsPerRequest)
    const loop = {
      ...order,
      callers: connections,
      watched: { ...(subject !== undefined && { subject }), load: process.pid, broker },
    }
    return await closedLoop(loop, (caller, done) => open[caller]?.send(request, (error) => done(error)))
  } finally {
    for (const connection of open) connection.close()
  }
})

/** Reads the first answer in full: every later one is only looked at for a status and for refused records. */
function checkAnswer(connection: Connection, request: Uint8Array, records: number): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.send(request, (error, body) => {
      if (error) return reject(error)
      const found = recordsIn(JSON.parse(body.toString()))
      if (found === records) resolve()
      else reject(new Error(`${found} of ${records} records are in ${body.toString('utf8', 0, 2000)}`))
    })
  })
}

/** Records that were stored, or rows of a list. */
function recordsIn({ offsets, data = [] }: { offsets?: { offset: unknown }[]; data?: unknown[] }): number {
  return offsets?.filter(({ offset }) => Number.isInteger(offset)).length ?? data.length
}
