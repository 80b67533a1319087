import { equal } from 'node:assert/strict'
import { isFailure } from '../../../shared/produce/producer.ts'
import { createEngine } from '../../support/engine.ts'
import { stack } from '../../support/stack.ts'

const WAIT_MS = 30_000
const BATCH = 1000

export interface Numbers {
  /** The first number. Default: 0. */
  readonly from?: number
  readonly count: number
  readonly partitions: number
  /** Which cluster; the test stack's when absent. */
  readonly kafka?: string
  /** Waited for between thousands. */
  readonly between?: () => Promise<unknown>
}

/** Stores the numbers from `from` on, as JSON values, going round the partitions; resolves when all are acknowledged. */
export async function produceNumbers(topic: string, numbers: Numbers): Promise<void> {
  const { from = 0, count, partitions, kafka = stack.kafka, between } = numbers
  const engine = createEngine({ kafka: { bootstrapServers: [kafka] } })
  try {
    for (let next = from; next < from + count; next += BATCH) {
      const values = Array.from({ length: Math.min(BATCH, from + count - next) }, (_, i) => next + i)
      const records = values.map((value) => ({
        partition: value % partitions,
        key: null,
        value: Buffer.from(String(value)),
      }))
      const results = await engine.produce(topic, records, Date.now() + WAIT_MS)
      equal(results.filter(isFailure).length, 0, 'all records are stored')
      await between?.()
    }
  } finally {
    await engine.close(Date.now() + 1000)
  }
}
