import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { JsonText } from '../../shared/formats/json-text.ts'
import { createStringFormat } from '../../shared/formats/string.ts'
import { BadRequest } from '../../shared/http/errors.ts'

const { encode } = (await createStringFormat().encoder('value', 't', {}, true, 0)) as {
  encode: (datum: JsonText | null) => Buffer | null
}
const stored = (json: string) => encode(JsonText.of(json))

test('a string is stored as its UTF-8 text, without quotes and escapes', () => {
  deepEqual(stored('"a\\n\\u00e4😀"'), Buffer.from('a\nä😀'))
  deepEqual(stored('""'), Buffer.alloc(0))
})

test('null is Kafka’s null', () => equal(encode(null), null))

for (const [what, json] of [
  ['a number', '1'],
  ['an object', '{}'],
  ['half a surrogate pair', '"\\udc00"'],
] as const) {
  test(`${what} is refused`, () => {
    throws(() => stored(json), BadRequest)
  })
}
