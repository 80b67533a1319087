import type { Operation } from './dynamodb/calls.ts'
import { createGroups } from './dynamodb/groups.ts'
import { createInstances } from './dynamodb/instances.ts'
import { createTable, type Table } from './dynamodb/table.ts'
import type { Store } from './store.ts'

export interface DynamoStoreOptions {
  /** Name of the table: partition key `pk` and sort key `sk`, both strings, and `ttl` as its time-to-live attribute. */
  readonly table: string
  /** Id of the Kafka cluster, by which clusters can share a table. Asked for with every call: remember it. */
  readonly cluster: () => Promise<string> | string
  /** Where DynamoDB is, when not at the region's own address. */
  readonly endpoint?: string | undefined
  /** Default: as the SDK finds it (`AWS_REGION`). */
  readonly region?: string | undefined
  /** Default: as the SDK finds them (role, environment, profile). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** How long one of up to three attempts of a call may hear nothing; 2,000. */
  readonly timeoutMs?: number | undefined
  /** Hears of every call to DynamoDB. */
  readonly onCall?: ((operation: Operation) => void) | undefined
}

const defaultTimeoutMs = 2_000

/**
 * Keeps consumer state in a DynamoDB table: one item for each instance and one for each group, those of a group in one
 * partition. Every change is one conditional write (a rebalance, one transaction), so that whoever comes second learns it.
 *
 * Nothing is loaded and nobody is called before the first use.
 *
 * @throws Unprocessable  from `create`, `save` and `saveGroup`: the state is more than an item can hold (400 KB)
 */
export function createDynamoStore({ timeoutMs = defaultTimeoutMs, ...options }: DynamoStoreOptions): Store {
  return storeIn(createTable({ ...options, timeoutMs }))
}

/** The same in a table that others use as well. */
export function storeIn(table: Table): Store {
  return { ...createInstances(table), ...createGroups(table), close: table.close }
}
