import { type FailureKind, isFailure, type Producer, type RecordFailure } from '../produce/producer.ts'
import type { Metrics } from './metrics.ts'

/** The same producer, counting what becomes of records. */
export function measuredProducer(producer: Producer, metrics: Metrics): Producer {
  return {
    async produce(topic, records, deadline, sequence) {
      const results = await producer.produce(topic, records, deadline, sequence)
      const failures = results.filter(isFailure)
      metrics.countRecords(results.length - failures.length, failures.length === 0 ? NONE : countByKind(failures))
      return results
    },
    get pending() {
      return producer.pending
    },
    close: (deadline) => producer.close(deadline),
  }
}

const NONE: ReadonlyMap<FailureKind, number> = new Map()

function countByKind(failures: readonly RecordFailure[]): Map<FailureKind, number> {
  const counts = new Map<FailureKind, number>()
  for (const { failure } of failures) counts.set(failure, (counts.get(failure) ?? 0) + 1)
  return counts
}
