import type { Table } from './case.ts'
import { consumerEnvironment } from './consumer.ts'
import {
  cors,
  corsAsked,
  corsWithIdentity,
  rejectedOptions,
  withAskedPages,
  withoutOptions,
  withPages,
  withPagesAndIdentity,
} from './cors.cases.ts'
import { hostileBodies, hostilePaths } from './hostile.cases.ts'
import { configuredHeaders, responseHeaders, withHeaders } from './response-headers.cases.ts'
import { runTables } from './run-tables.ts'

const tables: readonly Table[] = [
  { about: 'headers of every answer', cases: responseHeaders },
  {
    about: 'headers that are configured',
    cases: configuredHeaders,
    surroundings: async () => ({ environment: withHeaders }),
  },
  { about: 'pages of other origins', cases: cors, surroundings: async () => ({ environment: withPages }) },
  { about: 'OPTIONS refused', cases: rejectedOptions, surroundings: async () => ({ environment: withoutOptions }) },
  { about: 'pages of other origins and tokens', cases: corsWithIdentity, surroundings: withPagesAndIdentity },
  { about: 'pages that must have tokens for their questions', cases: corsAsked, surroundings: withAskedPages },
  { about: 'hostile bodies', cases: hostileBodies, harmless: true, oneByOne: true },
  {
    about: 'hostile paths',
    cases: hostilePaths,
    harmless: true,
    surroundings: async () => ({ environment: await consumerEnvironment() }),
  },
]

runTables(tables)
