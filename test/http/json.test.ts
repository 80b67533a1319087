import { equal, match, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { BadRequest, Unprocessable } from '../../shared/http/errors/request.ts'
import {
  ARRAY,
  BOOLEAN,
  INT32,
  isObject,
  type JsonObject,
  OBJECT,
  onlyFields,
  optional,
  parseJson,
  STRING,
} from '../../shared/http/json.ts'

for (const text of ['{"a":\n1,}', '{"a":\r\n NaN}', '', '{', 'x'.repeat(1_000_000), '['.repeat(1_000)]) {
  test(`malformed JSON is a 400 with the parser’s own words, on one short line: ${JSON.stringify(text.slice(0, 20))}`, () => {
    throws(
      () => parseJson(text),
      (error: BadRequest) => {
        ok(error instanceof BadRequest)
        match(error.message, /^Bad Request: malformed JSON: [^\r\n]{1,200}$/)
        return true
      },
    )
  })
}

test('only objects are objects', () => {
  ok(isObject({}))
  for (const other of [null, [], 'x', 1, true, undefined]) equal(isObject(other), false)
})

test('the first unknown member is named as Confluent names it', () => {
  throws(() => onlyFields({ a: 1, b: 2, c: 3 }, new Set(['a'])), {
    constructor: Unprocessable,
    code: 422,
    message: 'Unrecognized field: b',
  })
  onlyFields({ a: 1 }, new Set(['a', 'b']))
})

for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
  test(`a member named '${name}' is unknown like any other`, () => {
    throws(() => onlyFields(parseJson(`{"${name}": 1}`) as JsonObject, new Set(['a'])), {
      message: `Unrecognized field: ${name}`,
    })
  })
}

test('absent and null members are not there', () => {
  equal(optional({}, 'a', STRING), undefined)
  equal(optional({ a: null }, 'a', STRING), undefined)
})

const kinds = { STRING, BOOLEAN, ARRAY, OBJECT, INT32 }
const right: Record<keyof typeof kinds, readonly unknown[]> = {
  STRING: ['', 'x'],
  BOOLEAN: [true, false],
  ARRAY: [[], [1]],
  OBJECT: [{}, { a: 1 }],
  INT32: [0, -0, 1, -1, 0x7fffffff, -0x7fffffff],
}
const beyond = [0x80000000, 2 ** 53, 1.5, Number.POSITIVE_INFINITY]
for (const [name, kind] of Object.entries(kinds)) {
  test(`a member that must be ${kind.what} is that and nothing else`, () => {
    for (const [other, values] of Object.entries(right)) {
      for (const value of values) {
        if (other === name) equal(optional({ a: value }, 'a', kind as typeof STRING), value)
        else throws(() => optional({ a: value }, 'a', kind as typeof STRING), { constructor: BadRequest, code: 400 })
      }
    }
    for (const value of beyond) throws(() => optional({ a: value }, 'a', kind as typeof STRING), BadRequest)
  })
}
