import { runTables } from './run-tables.ts'
import { v3Batch } from './v3-batch.cases.ts'
import { v3Stream } from './v3-stream.cases.ts'
import { v3StreamRefusals } from './v3-stream-refusals.cases.ts'
import { v3StreamSchemas } from './v3-stream-schemas.cases.ts'
import { v3StreamTypes } from './v3-stream-types.cases.ts'

runTables([
  { about: 'v3 streams', cases: v3Stream },
  { about: 'v3 streams with something wrong', cases: v3StreamRefusals, harmless: true },
  { about: 'v3 streams and schemas', cases: v3StreamSchemas },
  { about: 'v3 streams of keys and values of all types', cases: v3StreamTypes },
  { about: 'v3 batches', cases: v3Batch, harmless: true },
])
