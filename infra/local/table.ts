import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'

export interface TableAddress {
  /** Where DynamoDB Local is. */
  readonly endpoint: string
  readonly table: string
}

/** Creates the table of consumer state in DynamoDB Local, as serverless.yml describes it, if it is not there. */
export async function ensureTable({ endpoint, table }: TableAddress): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  const create = new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  })
  const expire = new UpdateTimeToLiveCommand({
    TableName: table,
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  })
  try {
    await unless('ResourceInUseException', client.send(create))
    await unless('ValidationException', client.send(expire))
  } finally {
    client.destroy()
  }
}

// That is what it answers when things are already so.
async function unless(name: string, call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof Error) || error.name !== name) throw error
  }
}
