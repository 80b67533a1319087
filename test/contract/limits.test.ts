import { consumerEnvironment } from './consumer.ts'
import { rates, readsAndInstances, withRates, withReadsAndInstances } from './limits-callers.cases.ts'
import {
  bytes,
  clusterPermits,
  concurrency,
  patience,
  permits,
  v3Limits,
  withBytes,
  withClusterPermits,
  withConcurrency,
  withPatience,
  withPermits,
  withRecords,
} from './limits-proxy.cases.ts'
import { runTables } from './run-tables.ts'

runTables(
  [
    { about: 'rates of callers', cases: rates, surroundings: withRates },
    { about: 'reads and instances of callers', cases: readsAndInstances, surroundings: withReadsAndInstances },
    { about: 'permits', cases: permits, surroundings: withPermits },
    { about: 'permits of a cluster', cases: clusterPermits, surroundings: withClusterPermits },
    { about: 'bytes', cases: bytes, surroundings: withBytes },
    { about: 'records of version 3', cases: v3Limits, surroundings: withRecords },
    { about: 'requests that wait for their turn', cases: patience, surroundings: withPatience, oneByOne: true },
    { about: 'requests at once', cases: concurrency, surroundings: withConcurrency, oneByOne: true },
  ],
  consumerEnvironment,
)
