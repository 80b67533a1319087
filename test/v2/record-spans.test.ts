import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { locateRecords } from '../../shared/v2/record-spans.ts'

/** A member that is no key or value, with a text that looks like the end of things. */
const others = ['"partition": 1', '"headers": [{"name":"value","value":"]}"}]', '"timestamp": 0']

const record = fc.record(
  { key: fc.jsonValue(), value: fc.jsonValue(), other: fc.constantFrom(...others) },
  { requiredKeys: [] },
)

test('the texts found for any request’s keys and values read as JSON.parse reads them', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.boolean(), (records, schemaFirst) => {
      const members = records.map(
        ({ other, ...rest }) =>
          `{ ${[...Object.entries(rest).map(([name, each]) => `"${name}" :${JSON.stringify(each, null, 1)}`), ...(other ? [other] : [])].join(' ,')}}`,
      )
      const schema = '"value_schema": "{\\"records\\":[{\\"value\\":1}]}"'
      const list = `"records":[${members.join(', ')}]`
      const body = ` {${schemaFirst ? `${schema},${list}` : `${list}, ${schema}`}} `
      const spans = locateRecords(body, records.length)
      const parsed = JSON.parse(body).records as { key?: unknown; value?: unknown }[]
      for (const [index, { key, value }] of parsed.entries()) {
        const [keyFrom = 0, keyTo = 0, valueFrom = 0, valueTo = 0] = spans.subarray(index * 4, index * 4 + 4)
        if (key === undefined) equal(keyFrom, keyTo)
        else deepEqual(JSON.parse(body.slice(keyFrom, keyTo)), key)
        if (value === undefined) equal(valueFrom, valueTo)
        else deepEqual(JSON.parse(body.slice(valueFrom, valueTo)), value)
      }
    }),
    { numRuns: 500 },
  )
})

test('of members with one name the last is found', () => {
  const body = '{"records":[{"value":1}],"records":[{"value":2,"v\\u0061lue":3}]}'
  const [, , from, to] = locateRecords(body, 1)
  equal(body.slice(from, to), '3')
})
