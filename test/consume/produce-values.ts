import { equal } from 'node:assert/strict'
import { isFailure } from '../../shared/produce/producer.ts'
import { createEngine } from '../support/engine.ts'

export interface Value {
  readonly value: unknown
  /** Default: 0. */
  readonly partition?: number
}

/** Stores values as JSON, in order; resolves when all are acknowledged. */
export async function produceValues(topic: string, values: readonly Value[]): Promise<void> {
  const engine = createEngine()
  try {
    const records = values.map(({ value, partition = 0 }) => ({
      partition,
      key: null,
      value: Buffer.from(JSON.stringify(value)),
    }))
    const results = await engine.produce(topic, records, Date.now() + 10_000)
    equal(results.filter(isFailure).length, 0, 'all are stored')
  } finally {
    await engine.close(Date.now() + 1000)
  }
}
