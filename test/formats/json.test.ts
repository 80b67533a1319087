import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeJson } from '../../shared/consume/render/json.ts'
import { Output } from '../../shared/consume/render/output.ts'
import type { PartEncoder } from '../../shared/formats/format.ts'
import { createJsonFormat } from '../../shared/formats/json.ts'
import { JsonText } from '../../shared/formats/json-text.ts'

const encoder = createJsonFormat().encoder('value', 'orders', {}, true, 0) as PartEncoder
const stored = (text: string) => encoder.encode(JsonText.of(text))?.toString()

const unchanged = [
  '9007199254740993',
  '1.0',
  '1e2',
  '-0',
  '0.1000000000000000055511151231257827',
  '1E400',
  '{"b":1,"a":2,"1":3}',
  '{"a":1,"a":2}',
  '{"__proto__":{"a":1}}',
  '"a b\\u0020c\\n\\"d\\" \\\\"',
  '"tab\\tand \\u00e9 é 漢 😀"',
  '"\\\\"',
  '""',
  '[]',
  '{}',
  'true',
  'false',
  '"null"',
]
for (const text of unchanged) {
  test(`${text} is stored as it is spelled`, () => {
    equal(stored(text), text)
  })
}

const compacted: [string, string][] = [
  [' 1.0 ', '1.0'],
  ['{"a": 1, "b": [1, 2]}', '{"a":1,"b":[1,2]}'],
  ['{\r\n\t"a" : "x  y\\" z" ,\n\t"b" : "\\\\" , "c" : 1e2\r\n}', '{"a":"x  y\\" z","b":"\\\\","c":1e2}'],
  ['[ "é 漢 😀" , 9007199254740993 ]', '["é 漢 😀",9007199254740993]'],
  ['{"url": "http://a b/\\"c\\" "}', '{"url":"http://a b/\\"c\\" "}'],
  ['{ }', '{}'],
  ['"a b" ', '"a b"'],
]
for (const [text, compact] of compacted) {
  test(`${JSON.stringify(text)} loses its white space and nothing else`, () => {
    equal(stored(text), compact)
  })
}

test('JSON null is a tombstone, a string keeps its quotes', () => {
  equal(encoder.encode(null), null)
  equal(stored('"x"'), '"x"')
})

test('any value with any white space is stored as its compact form', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t', ' \t'), (value, space) => {
      fc.pre(value !== null)
      deepEqual(stored(JSON.stringify(value, null, space)), JSON.stringify(value))
    }),
  )
})

test('any value is read as it was sent', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(text !== 'null')
      const bytes = encoder.encode(JsonText.of(text)) as Buffer
      const output = new Output(1)
      writeJson(output, bytes, 0, bytes.length)
      equal(output.view().toString(), bytes.toString())
      deepEqual(JSON.parse(output.view().toString()), JSON.parse(text))
    }),
  )
})

test('two records of one request do not share bytes', () => {
  const first = encoder.encode(JsonText.of('[1, 2]'))
  encoder.encode(JsonText.of('[3, 4]'))
  equal(first?.toString(), '[1,2]')
})

test('JSON records carry no schema id', () => {
  equal(encoder.schemaId, null)
})
