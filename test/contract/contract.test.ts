import { runTables } from './run-tables.ts'
import { tables } from './tables.ts'

runTables(tables)
