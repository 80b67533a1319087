import { randomUUID } from 'node:crypto'
import type { Address } from '../load/address.ts'
import { openConnection } from '../load/connection.ts'
import { closedLoop } from '../measure/closed-loop.ts'
import type { Measurement } from '../measure/measurement.ts'
import { answerOrders } from '../subjects/child-side.ts'
import { createInstance, type ReadFormat } from './instance.ts'

/** What the reader is asked to do once. */
export interface ReadOrder {
  readonly server: Address
  readonly topic: string
  /** How many the topic has. */
  readonly records: number
  readonly format: ReadFormat
  /** `max_bytes` of each read; absent for reads that do not say. */
  readonly maxBytes?: number
  readonly settleMs: number
  readonly durationMs: number
  /** Pid of the proxy; absent where it is not known. */
  readonly subject?: number
  /** Pid. */
  readonly broker: number
}

const OFFSET = Buffer.from('"offset":')
/** A member of a group may have no partitions yet; nobody waits for them this often in a loop that works. */
const MOST_EMPTY = 20

/** One consumer instance, read as fast as it answers over one connection; at the end of the topic it begins again. */
answerOrders(async (order: ReadOrder): Promise<Measurement> => {
  const { server, topic, records, format, maxBytes, subject, broker } = order
  const instance = await createInstance(server, `bench-${randomUUID()}`, topic, format)
  const connection = await openConnection(server)
  const request = instance.readRequest(`timeout=1000${maxBytes === undefined ? '' : `&max_bytes=${maxBytes}`}`)
  let position = 0
  let empty = 0
  try {
    const loop = {
      ...order,
      callers: 1,
      recordsPerRequest: 0,
      pauseMs: 0,
      watched: { ...(subject !== undefined && { subject }), load: process.pid, broker },
    }
    return await closedLoop(loop, (_, done) => {
      connection.send(request, (error, body) => {
        if (error) return done(error)
        const next = nextOffset(body)
        if (next === undefined) {
          const tooMany = ++empty > MOST_EMPTY
          return done(tooMany ? new Error('reads answered nothing before the end of the topic') : undefined, 0)
        }
        empty = 0
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

/**
 * Behind the last record of an answer; `undefined` for an answer without any. The topic has one partition and no gaps.
 * Where a record's offset stands among its members differs between proxies.
 */
function nextOffset(body: Buffer): number | undefined {
  const at = body.lastIndexOf(OFFSET)
  return at < 0 ? undefined : Number.parseInt(body.toString('latin1', at + OFFSET.length, at + 40), 10) + 1
}
