import { equal, ok } from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import { soon } from './stores.ts'

const loaded: string[] = []
const hooks = registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@aws-sdk/client-dynamodb')) loaded.push(context.parentURL ?? '')
    return next(specifier, context)
  },
})

test('the SDK is loaded by the first call and not before', async () => {
  const { createDynamoStore } = await import('../../../shared/consume/dynamodb.ts')
  const store = createDynamoStore({ table: 'any', cluster: () => 'any', endpoint: 'http://127.0.0.1:9' })
  equal(loaded.length, 0)
  await store.load('group', 'c1', soon()).catch(() => {})
  await store.close()
  hooks.deregister()
  ok(loaded.some((by) => by.endsWith('/dynamodb/calls.ts')))
})

test('a store that was never used is closed without loading it', async () => {
  const before = loaded.length
  const { createDynamoStore } = await import('../../../shared/consume/dynamodb.ts')
  await createDynamoStore({ table: 'any', cluster: () => 'any' }).close()
  equal(loaded.length, before)
})
