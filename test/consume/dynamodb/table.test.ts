import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ensureTable } from '../../../infra/local/table.ts'
import { stack } from '../../support/stack.ts'
import { newInstance, newName } from './samples.ts'
import { dynamoStore, newTable, soon } from './stores.ts'

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

test('a table is made once, with what is in it left as it is, though several ask for it', async (t) => {
  const address = { endpoint: stack.dynamodb, table: newName('consumers') }
  await Promise.all([ensureTable(address), ensureTable(address), ensureTable(address)])
  const store = dynamoStore({ table: address.table })
  const instance = newInstance()
  await store.create(instance, Date.now(), soon())
  await ensureTable(address)
  deepEqual(await store.load(instance.group, instance.name, soon()), instance)

  const client = new DynamoDBClient({ endpoint: stack.dynamodb, region: 'us-east-1', credentials })
  t.after(() => client.destroy())
  const { Table } = await client.send(new DescribeTableCommand({ TableName: address.table }))
  deepEqual(Table?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: address.table }))
  deepEqual(TimeToLiveDescription, { AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' })
})

test('groups of the same name in two clusters share a table and nothing else', async () => {
  const table = await newTable()
  const [one, other] = ['a', 'b'].map((cluster) => dynamoStore({ table, cluster: async () => cluster }))
  const instance = newInstance()
  equal(await one?.create(instance, Date.now(), soon()), true)
  equal(await other?.load(instance.group, instance.name, soon()), undefined)
  equal(await other?.create({ ...instance, principal: 'user:other' }, Date.now(), soon()), true)
  deepEqual(await one?.load(instance.group, instance.name, soon()), instance)
})

test('a table that cannot be made is an error', async () => {
  await rejects(ensureTable({ endpoint: stack.dynamodb, table: 'a b' }), { name: 'ValidationException' })
})
