import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { ensureTable } from '../../../infra/local/table.ts'
import { createDynamoStore, type DynamoStoreOptions } from '../../../shared/consume/dynamodb.ts'
import { createMemoryStore } from '../../../shared/consume/memory.ts'
import type { Store } from '../../../shared/consume/store.ts'
import { stack } from '../../support/stack.ts'

/** Enough for every call of a test that is to succeed. */
export const soon = () => Date.now() + 10_000

/** A table that nobody else has. */
export async function newTable(): Promise<string> {
  const table = `consumers-${randomUUID()}`
  await ensureTable({ endpoint: stack.dynamodb, table })
  return table
}

/** A store on a table of DynamoDB Local; closed after the tests. */
export function dynamoStore(options: Partial<DynamoStoreOptions> & Pick<DynamoStoreOptions, 'table'>): Store {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const store = createDynamoStore({
    cluster: () => 'MkU3OEVBNTcwNTJENDM2Qk',
    endpoint: stack.dynamodb,
    region: 'us-east-1',
    credentials,
    ...options,
  })
  after(() => store.close())
  return store
}

/** All that implement the port, each with nothing in it, by what the port's users would call them. */
export async function allStores(): Promise<readonly (readonly [name: string, store: Store])[]> {
  return [
    ['memory', createMemoryStore()],
    ['DynamoDB', dynamoStore({ table: await newTable() })],
  ]
}
