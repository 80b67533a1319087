import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
  GetItemCommand,
  type Put,
  PutItemCommand,
  type PutItemCommandInput,
  TransactWriteItemsCommand,
  type Update,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { Item } from './attributes.ts'

type InTable<Input> = Omit<Input, 'TableName'>

/** One write of a transaction. */
export type Write = { readonly Put: InTable<Put> } | { readonly Update: InTable<Update> }

/** The calls that the store makes, on its table and with one caller's signal. */
export interface Calls {
  /** Strongly consistent. */
  get(key: Item): Promise<Item | undefined>
  put(input: InTable<PutItemCommandInput>): Promise<unknown>
  update(input: InTable<UpdateItemCommandInput>): Promise<unknown>
  remove(input: InTable<DeleteItemCommandInput>): Promise<unknown>
  transact(writes: readonly Write[]): Promise<unknown>
}

export interface CallsOptions {
  readonly table: string
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** How long one attempt of a call may hear nothing. */
  readonly timeoutMs: number
  /** Hears of every call that is made; of one that the SDK tries again, once. */
  readonly onCall?: ((operation: Operation) => void) | undefined
}

/** What the table is asked for. */
export type Operation = 'get' | 'put' | 'update' | 'remove' | 'transact'

export interface OpenCalls {
  with(signal: AbortSignal): Calls
  /** Ends connections. */
  close(): void
}

const connectMs = 1_000
const attempts = 3

/**
 * Makes the SDK's client. The only file that loads the SDK, and it names the commands one by one: so a bundle has no others,
 * and a process that never consumes loads none.
 */
export function openCalls({ table, endpoint, region, credentials, timeoutMs, onCall }: CallsOptions): OpenCalls {
  const client = new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: Math.min(connectMs, timeoutMs),
      // Of silence; `requestTimeout` would not mind an answer that stops after its first byte.
      socketTimeout: timeoutMs,
    },
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    ...(credentials && { credentials }),
  })
  const inTable = <Input extends object>(input: Input) => ({ ...input, TableName: table })

  return {
    with: (abortSignal) => ({
      async get(key) {
        onCall?.('get')
        const command = new GetItemCommand(inTable({ Key: key, ConsistentRead: true }))
        return (await client.send(command, { abortSignal })).Item
      },
      put(input) {
        onCall?.('put')
        return client.send(new PutItemCommand(inTable(input)), { abortSignal })
      },
      update(input) {
        onCall?.('update')
        return client.send(new UpdateItemCommand(inTable(input)), { abortSignal })
      },
      remove(input) {
        onCall?.('remove')
        return client.send(new DeleteItemCommand(inTable(input)), { abortSignal })
      },
      transact(writes) {
        onCall?.('transact')
        const items = writes.map((write) =>
          'Put' in write ? { Put: inTable(write.Put) } : { Update: inTable(write.Update) },
        )
        return client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal })
      },
    }),
    close: () => client.destroy(),
  }
}
