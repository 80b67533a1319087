import { runTables } from './run-tables.ts'
import { verifierTables } from './verifiers.cases.ts'

runTables(verifierTables)
