import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonText } from '../../shared/formats/json-text.ts'
import { createTextFormat } from '../../shared/formats/text.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'

const { encode } = (await createTextFormat().encoder('value', 't', {}, true, 0)) as {
  encode: (datum: JsonText | null) => Buffer | null
}
const stored = (json: string) => encode(JsonText.of(json))

test('a string is stored as its UTF-8 text, without quotes and escapes', () => {
  deepEqual(stored('"a\\n\\u00e4😀"'), Buffer.from('a\nä😀'))
  deepEqual(stored('""'), Buffer.alloc(0))
})

test('any text comes back as it was sent, however its characters are spelled', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isEscaped) => {
      const json = JSON.stringify(text)
      equal(stored(isEscaped ? escaped(json) : json)?.toString(), text)
    }),
  )
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

test('what was found is in the message', () => {
  throws(() => stored('{"a":1}'), { message: 'Bad Request: /value: expected a string, found an object' })
})

/** With every character beyond ASCII as an escape. */
function escaped(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
