import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadRequest, RestError, TooManyRecords, Unprocessable } from '../../shared/http/errors.ts'
import { parseProduceRequest } from '../../shared/v2/produce-request.ts'

const parse = (body: string) => parseProduceRequest(body, 100)
const parseRecord = (record: string) => parse(`{"records": [${record}]}`).records[0]

test('a key and a value are all a record needs, and neither is needed', () => {
  deepEqual(parseRecord('{"key": 1, "value": {"a": [2]}}'), { key: 1, value: { a: [2] } })
  deepEqual(parseRecord('{}'), { key: null, value: null })
})

test('partition, timestamp and headers come with it', () => {
  const record =
    '{"value": 1, "partition": 2, "timestamp": 3, "headers": [{"name": "a", "value": "QQ"}, {"name": "b"}]}'
  deepEqual(parseRecord(record), {
    key: null,
    value: 1,
    partition: 2,
    timestamp: 3,
    headers: [
      { name: 'a', value: Buffer.from('A') },
      { name: 'b', value: null },
    ],
  })
})

test('null is as good as nothing for all of them', () => {
  deepEqual(parseRecord('{"value": 1, "partition": null, "timestamp": null, "headers": null}'), { key: null, value: 1 })
})

test('schemas are named by text or id', () => {
  const { keySchema, valueSchema } = parse('{"key_schema": "k", "value_schema_id": 7, "records": [{}]}')
  deepEqual({ keySchema, valueSchema }, { keySchema: { text: 'k' }, valueSchema: { id: 7 } })
  deepEqual(parse('{"key_schema": null, "records": [{}]}').keySchema, {})
})

test('as many records as are allowed, and no more', () => {
  const body = (count: number) => `{"records": [${Array(count).fill('{}').join(',')}]}`
  equal(parse(body(100)).records.length, 100)
  throws(() => parse(body(101)), { constructor: TooManyRecords, status: 413 })
})

const refused: readonly (readonly [body: string, kind: typeof BadRequest | typeof Unprocessable])[] = [
  ['', Unprocessable],
  ['null', Unprocessable],
  ['{}', Unprocessable],
  ['{"records": []}', Unprocessable],
  ['{"records": [{"value": 1, "ofset": 1}]}', Unprocessable],
  ['{"records": [{"value": 1, "partition": -1}]}', Unprocessable],
  ['{"records": [{"headers": [{"value": "QQ=="}]}]}', Unprocessable],
  ['{"records": [{}], "topic": "t"}', Unprocessable],
  ['[]', BadRequest],
  ['{"records": {}}', BadRequest],
  ['{"records": [null]}', BadRequest],
  ['{"records": [{"partition": 0.5}]}', BadRequest],
  ['{"records": [{"timestamp": -1}]}', BadRequest],
  ['{"records": [{"timestamp": 1e300}]}', BadRequest],
  ['{"records": [{"headers": [{"name": "a", "value": "!"}]}]}', BadRequest],
  ['{"records": [{}], "value_schema_id": "7"}', BadRequest],
]
for (const [body, kind] of refused) {
  test(`${body || 'nothing'} is refused with ${kind === BadRequest ? 400 : 422}`, () => {
    throws(() => parse(body), { constructor: kind })
  })
}

test('any JSON at all is read or refused, and nothing else happens', () => {
  const fields = [
    'records',
    'key',
    'value',
    'partition',
    'headers',
    'timestamp',
    'name',
    'value_schema',
    '__proto__',
    'x',
  ]
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 40, '', 'QQ==', 'x'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fields), tie('value'), { maxKeys: 3 }),
    ),
  })).value
  fc.assert(
    fc.property(json, (value) => {
      const body = JSON.stringify({ records: [value, value] })
      try {
        equal(parse(body).records.length, 2)
      } catch (error) {
        if (!(error instanceof RestError) || error.status >= 500) throw error
      }
    }),
    { numRuns: 2000 },
  )
})

test('a key’s and a value’s text is cut out as the client spelled it', () => {
  const batch = parse('{"records": [{"value" : 1.0 , "key":[ 1 ]}, {"value":"\\u0041"}]}')
  equal(batch.textOf('value', 0), '1.0')
  equal(batch.textOf('key', 0), '[ 1 ]')
  equal(batch.textOf('value', 1), '"\\u0041"')
  equal(batch.textOf('key', 1), '')
})
