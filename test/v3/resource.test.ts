import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { collection, collectionText, rowsText } from '../../shared/v3/resource.ts'

const call = { link: (path: string) => `http://p${path}` } as Parameters<typeof collection>[0]

for (const rows of [[], [{ a: 1 }], [{ a: '"]}' }, { b: null }, {}]]) {
  test(`a collection written row by row is the collection: ${rows.length} rows`, () => {
    const text = collectionText(call, 'KafkaTopicList', '/v3/[]}', rowsText(rows.values()))
    deepEqual(JSON.parse(text), collection(call, 'KafkaTopicList', '/v3/[]}', rows))
  })
}
