import { consumeTables } from './consume-tables.ts'
import { consumerEnvironment } from './consumer.ts'
import { runTables } from './run-tables.ts'

runTables(consumeTables, consumerEnvironment)
