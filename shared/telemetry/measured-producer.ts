import { type FailureKind, isFailure, type Producer } from '../produce/producer.ts'
import type { Metrics } from './metrics.ts'

/** The same producer, counting what becomes of records. */
export function measuredProducer(producer: Producer, metrics: Metrics): Producer {
  return {
    async produce(topic, records, deadline, sequence) {
      const results = await producer.produce(topic, records, deadline, sequence)
      const failed = new Map<FailureKind, number>()
      for (const result of results) {
        if (isFailure(result)) failed.set(result.failure, (failed.get(result.failure) ?? 0) + 1)
      }
      const failures = [...failed.values()].reduce((sum, count) => sum + count, 0)
      metrics.countRecords(results.length - failures, failed)
      return results
    },
    get pending() {
      return producer.pending
    },
    close: (deadline) => producer.close(deadline),
  }
}
