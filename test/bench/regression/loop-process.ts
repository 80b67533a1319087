import type { Measurement } from '../measure/measurement.ts'
import { openWindow } from '../measure/window.ts'
import { jsonValue } from '../payload/values.ts'
import { answerOrders } from '../subjects/child-side.ts'

/** What the process is asked to do once. */
export interface LoopOrder {
  readonly durationMs: number
  /** Pid. */
  readonly broker: number
}

const RECORDS = 1_000
const values = Array.from({ length: RECORDS }, (_, index) => Buffer.from(JSON.stringify(jsonValue(index, 100))))

/**
 * What this processor takes for work of the kind that reading is, without Kafka and without HTTP: bytes are read as JSON and
 * written as an answer's records.
 */
answerOrders(async ({ durationMs, broker }: LoopOrder): Promise<Measurement> => {
  const close = openWindow({ subject: process.pid, broker })
  let records = 0
  let bytes = 0
  for (const end = performance.now() + durationMs; performance.now() < end; records += RECORDS) {
    const rows = values.map((value, offset) => ({
      ...{ topic: 'bench-read', key: null, value: JSON.parse(value.toString()), partition: 0, offset },
    }))
    bytes += Buffer.from(JSON.stringify(rows)).length
  }
  // So that nothing of it is work for nothing.
  if (bytes === 0) throw new Error('Nothing was rendered.')
  return { requests: 0, records, ...close() }
})
