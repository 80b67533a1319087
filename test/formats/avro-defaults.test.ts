import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { compileAvro } from '../../shared/formats/avro.ts'
import { JsonText } from '../../shared/formats/json-text.ts'
import { createSink } from '../../shared/formats/sink.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { read } from './avro/read.ts'

const sink = createSink()

/** The bytes of a datum behind the wire format's header. */
function encode(schema: unknown, text: string, fillDefaults = true): Buffer {
  const codec = compileAvro(typeof schema === 'string' ? schema : JSON.stringify(schema), [], fillDefaults)
  return Buffer.from(codec.encode(sink, 7, JsonText.of(text), '/value').subarray(5))
}
const record = (...fields: object[]) => ({ type: 'record', name: 'R', fields })
const refuses = (schema: unknown, text: string, message: RegExp) =>
  throws(() => encode(schema, text), { constructor: BadRequest, message })

const point = {
  type: 'record',
  name: 'Point',
  fields: [
    { name: 'x', type: 'int', default: 1 },
    { name: 'y', type: 'int', default: 2 },
  ],
}
const defaults: readonly (readonly [type: unknown, written: unknown, shown: string])[] = [
  ['null', null, 'null'],
  ['boolean', true, 'true'],
  ['int', -3, '-3'],
  ['long', 4, '4'],
  ['float', 0.5, '0.5'],
  ['double', 3, '3.0'],
  ['string', 'é', '"é"'],
  ['bytes', 'ÿ', '"ÿ"'],
  [{ type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'B', '"B"'],
  [{ type: 'fixed', name: 'F', size: 2 }, 'ab', '"ab"'],
  [{ type: 'array', items: 'int' }, [], '[]'],
  [{ type: 'array', items: ['null', 'int'] }, [1, null], '[{"int":1},null]'],
  [{ type: 'map', values: 'int' }, { a: 1 }, '{"a":1}'],
  [['null', 'string'], null, 'null'],
  [['string', 'null'], 'x', '{"string":"x"}'],
  [['null', 'string'], 'x', '{"string":"x"}'],
  [['int', 'long', 'string'], 4294967296, '{"long":4294967296}'],
  [point, { x: 5 }, '{"x":5,"y":2}'],
  [['null', point], {}, '{"Point":{"x":1,"y":2}}'],
]
for (const [type, written, shown] of defaults) {
  test(`a missing field of ${JSON.stringify(type)} with the default ${JSON.stringify(written)} is ${shown}`, () => {
    const schema = record({ name: 'a', type: 'int' }, { name: 'f', type, default: written }, { name: 'z', type: 'int' })
    const bytes = encode(schema, '{"a":1,"z":2}')
    equal(read(schema, bytes), `{"a":1,"f":${shown},"z":2}`)
    deepEqual(bytes, encode(schema, `{"z":2,"a":1,"f":${shown}}`))
    throws(() => encode(schema, '{"a":1,"z":2}', false), /\/value\/f: missing; .*defaults are not filled in/)
  })
}

test('defaults lack what has a default itself', () => {
  const schema = record(
    { name: 'p', type: point, default: { y: 9 } },
    { name: 'l', type: { type: 'array', items: 'Point' }, default: [{ x: 7 }, {}] },
  )
  equal(read(schema, encode(schema, '{}')), '{"p":{"x":1,"y":9},"l":[{"x":7,"y":2},{"x":1,"y":2}]}')
})

test('longs beyond 2^53 keep their digits', () => {
  const schema = `{"type":"record","name":"R","fields":[{"name":"n","type":"long","default":9007199254740993}]}`
  equal(read(JSON.parse(schema), encode(schema, '{}')), '{"n":9007199254740993}')
})

test('a record may contain itself, and fields of it lack at any depth', () => {
  const list = record({ name: 'n', type: 'int', default: 0 }, { name: 'next', type: ['null', 'R'], default: null })
  equal(read(list, encode(list, '{"next":{"R":{"n":1}}}')), '{"n":0,"next":{"R":{"n":1,"next":null}}}')
})

test('fields of names that every object has are missing unless they are sent', () => {
  const schema = record(
    { name: 'constructor', type: 'int', default: 1 },
    { name: '__proto__', type: 'int', default: 2 },
    { name: 'toString', type: ['null', 'int'], default: null },
  )
  equal(read(schema, encode(schema, '{}')), '{"constructor":1,"__proto__":2,"toString":null}')
})

test('what has no default is missing still, and what the schema does not have is refused', () => {
  const schema = record({ name: 'a', type: 'int' }, { name: 'b', type: 'int', default: 1 })
  refuses(schema, '{}', /\/value\/a: missing; record R needs it, and has no default for it$/)
  refuses(schema, '{"a":1,"c":1}', /\/value\/c: record R has no such field$/)
  refuses(schema, '{"a":1,"b":null}', /\/value\/b: expected int/)
})

test('a default that is none matters when it is needed, and says so', () => {
  const schema = record({ name: 'a', type: { type: 'array', items: 'int' }, default: [1, 'x'] })
  equal(read(schema, encode(schema, '{"a":[]}')), '{"a":[]}')
  for (let time = 0; time < 2; time++) {
    refuses(
      schema,
      '{}',
      /\/value\/a: missing, and its default cannot be used: \/1: expected int, found the string "x"$/,
    )
  }
  refuses(record({ name: 'a', type: 'int', default: 2 ** 31 }), '{}', /cannot be used: expected int/)
})

test('defaults without end are refused in bounded time', () => {
  const endless = record({ name: 'self', type: 'R', default: {} })
  const doubling = Array.from({ length: 60 }, (_, i) => ({ name: `r${i}`, type: `R${i + 1}`, default: {} }))
  const tower = doubling.reduceRight<object>(
    (inner, field, i) => ({
      type: 'record',
      name: `R${i}`,
      fields: [
        { ...field, type: inner },
        { ...field, name: 'again' },
      ],
    }),
    { type: 'record', name: 'R60', fields: [] },
  )
  const started = Date.now()
  refuses(endless, '{}', /\/value\/self: missing, and its default cannot be used: .*there is no end to it/)
  const codec = compileAvro(JSON.stringify(tower), [], true)
  for (let time = 0; time < 10_000; time++) {
    throws(() => codec.encode(sink, 7, JsonText.of('{}'), '/value'), /there is no end to it/)
  }
  ok(Date.now() - started < 5_000)
})
