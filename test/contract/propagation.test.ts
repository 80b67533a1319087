import { consumerEnvironment } from './consumer.ts'
import { inCallersNames, propagation } from './propagation.cases.ts'
import { runTables } from './run-tables.ts'

runTables([{ about: 'Kafka in callers’ names', cases: propagation, surroundings: inCallersNames }], consumerEnvironment)
