import { throws } from 'node:assert/strict'
import { test } from 'node:test'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { encode } from './avro/encode.ts'

const point = { type: 'record', name: 'Point', namespace: 'a.b', fields: [{ name: 'x', type: 'int', default: 0 }] }
const deep = {
  type: 'record',
  name: 'Deep',
  fields: [
    { name: 'list', type: { type: 'array', items: { type: 'map', values: ['null', point] } } },
    { name: 'band', type: ['null', 'string'] },
  ],
}
const list = { type: 'record', name: 'List', fields: [{ name: 'tail', type: ['null', 'List'] }] }
const many = Array.from({ length: 12 }, (_, i) => ({ type: 'fixed', name: `F${i}`, size: 1 }))

const refused: [string, unknown, string, string][] = [
  [
    'a missing field, though it has a default',
    point,
    '{}',
    '/value/x: missing; record a.b.Point needs it, defaults are not filled in',
  ],
  ['an unknown field', point, '{"x":1,"y":2}', '/value/y: record a.b.Point has no such field'],
  ['an unknown field that comes first', point, '{"y":2,"x":1}', '/value/y: record a.b.Point has no such field'],
  [
    'a field of a name that every object has',
    point,
    '{"toString":1,"x":1}',
    '/value/toString: record a.b.Point has no such field',
  ],
  [
    'a missing field of a name that every object has',
    { type: 'record', name: 'R', fields: [{ name: 'constructor', type: ['null', 'int'] }] },
    '{}',
    '/value/constructor: missing; record R needs it, defaults are not filled in',
  ],
  ['a list for a record', point, '[1]', '/value: expected record a.b.Point, found an array'],
  [
    'an empty list for a record without fields',
    { type: 'record', name: 'N', fields: [] },
    '[]',
    '/value: expected record N, found an array',
  ],
  ['text for a record', point, '"x"', '/value: expected record a.b.Point, found the string "x"'],
  ['null for a record', point, 'null', '/value: expected record a.b.Point, found null'],
  [
    'a bare value in a union',
    ['null', 'string'],
    '"x"',
    '/value: expected null or {"string": …}, found the string "x"',
  ],
  [
    'an unknown branch',
    ['null', 'string'],
    '{"strin/g":"x"}',
    '/value: expected null or {"string": …}, found {"strin/g": …}',
  ],
  [
    'a record by its short name',
    ['null', point],
    '{"Point":{"x":1}}',
    '/value: expected null or {"a.b.Point": …}, found {"Point": …}',
  ],
  [
    'two branches at once',
    ['int', 'string'],
    '{"int":1,"string":"x"}',
    '/value: expected {"int": …} or {"string": …}, found an object',
  ],
  ['no branch', ['int', 'string'], '{}', '/value: expected {"int": …} or {"string": …}, found an object'],
  ['a wrapped null', ['null', 'string'], '{"null":null}', '/value: expected null or {"string": …}, found {"null": …}'],
  [
    'null in a union without null',
    ['int', 'string'],
    'null',
    '/value: expected {"int": …} or {"string": …}, found null',
  ],
  [
    'a list in a union',
    ['int', { type: 'array', items: 'int' }],
    '[1]',
    '/value: expected {"int": …} or {"array": …}, found an array',
  ],
  [
    'a wrong value in a branch',
    ['null', 'string'],
    '{"string":1}',
    '/value/string: expected string, found the number 1',
  ],
  [
    'a bare value in a large union',
    many,
    '1',
    `/value: expected ${many
      .slice(0, 8)
      .map(({ name }) => `{"${name}": …}`)
      .join(' or ')} or one of 4 more, found the number 1`,
  ],
  [
    'a value deep inside',
    deep,
    '{"list":[{},{"a/b~c":{"a.b.Point":{"x":"1"}}}],"band":null}',
    '/value/list/1/a~1b~0c/a.b.Point/x: expected int (a whole number of 32 bits), found the string "1"',
  ],
  ['text for a boolean', 'boolean', '"true"', '/value: expected boolean, found the string "true"'],
  ['a number for null', 'null', '0', '/value: expected null, found the number 0'],
  [
    'an int beyond 32 bits',
    'int',
    '2147483648',
    '/value: expected int (a whole number of 32 bits), found the number 2147483648',
  ],
  [
    'an int below 32 bits',
    'int',
    '-2147483649',
    '/value: expected int (a whole number of 32 bits), found the number -2147483649',
  ],
  ['an int with a fraction', 'int', '1.5', '/value: expected int (a whole number of 32 bits), found the number 1.5'],
  ['a boolean for an int', 'int', 'true', '/value: expected int (a whole number of 32 bits), found the boolean true'],
  ['a long with a fraction', 'long', '1.5', '/value: expected long (a whole number of 64 bits), found the number 1.5'],
  [
    'a large long with a fraction',
    'long',
    '9007199254740993.5',
    '/value: expected long (a whole number of 64 bits), found the number 9007199254740994',
  ],
  [
    'a long beyond 64 bits',
    'long',
    '9223372036854775808',
    '/value: expected long (a whole number of 64 bits), found the number 9223372036854775808',
  ],
  [
    'a long below 64 bits',
    'long',
    '-9223372036854775809',
    '/value: expected long (a whole number of 64 bits), found the number -9223372036854775809',
  ],
  [
    'a long far beyond 64 bits',
    'long',
    '1e300',
    '/value: expected long (a whole number of 64 bits), found the number 1e+300',
  ],
  ['a long as text', 'long', '"1"', '/value: expected long (a whole number of 64 bits), found the string "1"'],
  [
    'a float as text',
    'float',
    '"1"',
    '/value: expected float (a number, or the string "NaN", "Infinity" or "-Infinity"), found the string "1"',
  ],
  [
    'a double as text',
    'double',
    '"nan"',
    '/value: expected double (a number, or the string "NaN", "Infinity" or "-Infinity"), found the string "nan"',
  ],
  [
    'null for a double',
    'double',
    'null',
    '/value: expected double (a number, or the string "NaN", "Infinity" or "-Infinity"), found null',
  ],
  [
    'a float beyond the largest',
    'float',
    '1e39',
    '/value: expected float (at most 3.4e38; "Infinity" and "NaN" as strings), found the number 1e+39',
  ],
  [
    'a double beyond the largest',
    'double',
    '1e400',
    '/value: expected double (at most 1.8e308; "Infinity" and "NaN" as strings), found the number Infinity',
  ],
  ['a number for a string', 'string', '1', '/value: expected string, found the number 1'],
  [
    'bytes with a character above U+00FF',
    'bytes',
    '"a\\u0100"',
    '/value: expected bytes, found "Ā": bytes are the characters U+0000 to U+00FF',
  ],
  [
    'bytes with a character of two units',
    'bytes',
    '"😀"',
    '/value: expected bytes, found "😀": bytes are the characters U+0000 to U+00FF',
  ],
  ['a list for bytes', 'bytes', '[1]', '/value: expected bytes as a string, found an array'],
  [
    'a fixed of another size',
    { type: 'fixed', name: 'F', size: 2 },
    '"abc"',
    '/value: expected fixed F (a string of 2 characters, one for each byte), found 3 characters',
  ],
  [
    'an unknown symbol',
    { type: 'enum', name: 'E', symbols: ['A', 'B'], default: 'A' },
    '"C"',
    '/value: expected enum E (A, B), found the string "C"',
  ],
  [
    'a number for an enum',
    { type: 'enum', name: 'E', symbols: ['A', 'B'] },
    '0',
    '/value: expected enum E (A, B), found the number 0',
  ],
  ['an object for an array', { type: 'array', items: 'int' }, '{}', '/value: expected array, found an object'],
  [
    'a wrong item',
    { type: 'array', items: 'int' },
    '[1,"x"]',
    '/value/1: expected int (a whole number of 32 bits), found the string "x"',
  ],
  ['a list for a map', { type: 'map', values: 'int' }, '[]', '/value: expected map (an object), found an array'],
  [
    'a wrong entry',
    { type: 'map', values: 'int' },
    '{"a":1,"b":null}',
    '/value/b: expected int (a whole number of 32 bits), found null',
  ],
  [
    'a long text',
    'int',
    JSON.stringify('x'.repeat(100)),
    `/value: expected int (a whole number of 32 bits), found the string "${'x'.repeat(40)}…"`,
  ],
]
for (const [what, schema, text, message] of refused) {
  test(`${what} is refused in Avro: 400, Bad Request, with the place`, () => {
    throws(() => encode(schema, text), { constructor: BadRequest, code: 400, message: `Bad Request: ${message}` })
  })
}

test('data nested deeper than the stack are refused, not fatal', () => {
  const depth = 200_000
  const text = `${'{"tail":{"List":'.repeat(depth)}{"tail":null}${'}}'.repeat(depth)}`
  throws(() => encode(list, text), { constructor: BadRequest, message: 'Bad Request: /value: nested too deeply' })
})
