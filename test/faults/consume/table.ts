import { randomUUID } from 'node:crypto'
import { ensureTable } from '../../../infra/local/table.ts'
import { stack } from '../../support/stack.ts'

/** Settings of proxies that share a table of consumer state, which is new and nobody else's. */
export async function ownTable(): Promise<Record<string, string>> {
  const table = `faults-${randomUUID()}`
  await ensureTable({ endpoint: stack.dynamodb, table })
  return { KAFKA_REST_DYNAMODB_TABLE: table }
}
