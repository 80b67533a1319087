import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TooManyRecords } from '../../shared/http/errors/limits.ts'
import { BadRequest, Unprocessable } from '../../shared/http/errors/request.ts'
import { RestError } from '../../shared/http/errors/rest-error.ts'
import { parseProduceRequest } from '../../shared/v2/produce-request.ts'
import { isJson } from '../support/is-json.ts'

const parse = (body: string) => parseProduceRequest(Buffer.from(body), 100)

/** The only record of a request, its key and value parsed. */
function parseRecord(record: string): object {
  const batch = parse(`{"records": [${record}]}`)
  equal(batch.length, 1)
  const [key, value] = [batch.part('key', 0)?.value() ?? null, batch.part('value', 0)?.value() ?? null]
  return { key, value, ...batch.extras(0) }
}

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

test('formats of keys and values are named in any case, null is none', () => {
  const { keyFormat, valueFormat } = parse('{"records": [{}], "key_format": "String", "value_format": "avro"}')
  deepEqual([keyFormat, valueFormat], ['text', 'avro'])
  equal(parse('{"key_format": null, "records": [{}]}').keyFormat, undefined)
})

test('as many records as are allowed, and no more', () => {
  const body = (count: number) => `{"records": [${Array(count).fill('{}').join(',')}]}`
  equal(parse(body(100)).length, 100)
  throws(() => parse(body(101)), { constructor: TooManyRecords, status: 413 })
})

const refused: readonly (readonly [body: string, kind: typeof BadRequest | typeof Unprocessable])[] = [
  ['', Unprocessable],
  ['null', Unprocessable],
  ['{}', Unprocessable],
  ['{"records": []}', Unprocessable],
  ['{"records": [{}], "key_format": "xml"}', Unprocessable],
  ['{"records": [{}], "value_format": 1}', BadRequest],
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
        equal(parse(body).length, 2)
      } catch (error) {
        if (!(error instanceof RestError) || error.status >= 500) throw error
      }
    }),
    { numRuns: 2000 },
  )
})

test('a key’s and a value’s text is cut out as the client spelled it', () => {
  const batch = parse('{"records": [{"value" : 1.0 , "key":[ 1 ]}, {"value":"\\u0041"}]}')
  equal(batch.part('value', 0)?.text(), '1.0')
  equal(batch.part('key', 0)?.text(), '[ 1 ]')
  equal(batch.part('value', 1)?.text(), '"\\u0041"')
  equal(batch.part('key', 1), null)
})

test('of members with the same name the last one counts, as in JSON.parse', () => {
  deepEqual(parseRecord('{"value": [1, 2], "value": 3, "key": 1, "key": null}'), { key: null, value: 3 })
  equal(parse('{"records": [{}, {}], "records": [{"value": 1}]}').length, 1)
  throws(() => parse('{"records": [{}], "records": null}'), { constructor: Unprocessable })
})

test('names are compared as they read, not as they are spelled', () => {
  deepEqual(parseRecord('{"v\\u0061lue": 1, "k\\u0065y": 2, "partit\\u0069on": 3}'), { key: 2, value: 1, partition: 3 })
  equal(parse('{"r\\u0065cords": [{}]}').length, 1)
})

test('any cut and any changed byte of a good request is refused as malformed, or read as what it then says', () => {
  const good = Buffer.from(
    '{"records": [{"key": "a\\n", "value": {"b": [1.5e3, true, null]}, "partition": 0}, {"value": -1}]}',
  )
  for (let at = 0; at < good.length; at++) {
    throws(() => parseProduceRequest(good.subarray(0, at), 100), { constructor: at === 0 ? Unprocessable : BadRequest })
    for (const byte of '"\\{}[],:0-e tn\n\u0001') {
      const changed = Buffer.from(good)
      changed[at] = byte.charCodeAt(0)
      const valid = isJson(changed.toString())
      try {
        parseProduceRequest(changed, 100)
        equal(valid, true, changed.toString())
      } catch (error) {
        if (!(error instanceof RestError) || error.status >= 500) throw error
        if (error.message.includes('malformed')) equal(valid, false, changed.toString())
      }
    }
  }
})
