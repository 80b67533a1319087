import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from './avro/encode.ts'
import { read } from './avro/read.ts'
import { referenceType } from './avro/reference.ts'

const point = { type: 'record', name: 'Point', namespace: 'a.b', fields: [{ name: 'x', type: 'int' }] }
const list = {
  type: 'record',
  name: 'List',
  fields: [
    { name: 'head', type: 'int' },
    { name: 'tail', type: ['null', 'List'] },
  ],
}
const nested = {
  type: 'record',
  name: 'outer.Alert',
  fields: [
    { name: 'point', type: { type: 'record', name: 'Point', fields: [{ name: 'x', type: 'int' }] } },
    { name: 'again', type: 'Point' },
    {
      name: 'far',
      type: ['null', { type: 'record', name: 'Point', namespace: 'other', fields: [{ name: 'y', type: 'int' }] }],
    },
    { name: 'near', type: ['outer.Point', 'other.Point'] },
    { name: 'bare', type: { type: 'enum', name: 'Bare', namespace: '', symbols: ['A', 'B'] } },
  ],
}
const inRecord = (type: unknown) => ({ type: 'record', name: 'R', fields: [{ name: 'f', type }] })

const data: [string, unknown, string][] = [
  ['null', 'null', 'null'],
  ['true', 'boolean', 'true'],
  ['false', 'boolean', 'false'],
  ['the least int', 'int', '-2147483648'],
  ['the greatest int', 'int', '2147483647'],
  ['zero', 'int', '0'],
  ['a long', 'long', '1681248783000000'],
  ['a float', 'float', '-213.75'],
  ['a double', 'double', '0.1'],
  ['an empty string', 'string', '""'],
  ['a string with characters beyond ASCII', 'string', '"é 漢 😀"'],
  ['a string that has to be escaped', 'string', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007f"'],
  ['a string of 10,000 characters', 'string', `"${'x'.repeat(10_000)}"`],
  ['a string of 10,000 characters of 3 bytes', 'string', `"${'漢'.repeat(10_000)}"`],
  ['a string of 10,000 characters that have to be escaped', 'string', `"${'\\u0001'.repeat(10_000)}"`],
  ['bytes as characters of ISO 8859-1', 'bytes', '"\\u0000\\n\\"\\\\a\u007f\u0080ÿ"'],
  ['no bytes', 'bytes', '""'],
  ['10,000 bytes', 'bytes', `"${'ÿa\\u0001'.repeat(3_333)}ÿ"`],
  ['a fixed', { type: 'fixed', name: 'F', size: 3 }, '"ÿab"'],
  ['a fixed of no bytes', { type: 'fixed', name: 'F', size: 0 }, '""'],
  ['an enum', { type: 'enum', name: 'E', symbols: ['RED', 'GREEN'] }, '"GREEN"'],
  ['an array', { type: 'array', items: 'int' }, '[1,-1,300]'],
  ['an array of one item', { type: 'array', items: 'string' }, '["a"]'],
  ['an empty array', { type: 'array', items: 'int' }, '[]'],
  ['arrays of arrays', { type: 'array', items: { type: 'array', items: 'int' } }, '[[],[1],[],[2,3]]'],
  ['an array of nulls', { type: 'array', items: 'null' }, '[null,null]'],
  ['a map', { type: 'map', values: 'string' }, '{"a":"1","b":"2"}'],
  ['a map with keys that have to be escaped', { type: 'map', values: 'int' }, '{"\\"":1,"é":2,"":3}'],
  ['an empty map', { type: 'map', values: 'int' }, '{}'],
  ['maps of maps', { type: 'map', values: { type: 'map', values: 'int' } }, '{"a":{},"b":{"c":1}}'],
  ['a record without fields', { type: 'record', name: 'Nothing', fields: [] }, '{}'],
  ['null in a union', inRecord(['null', 'string']), '{"f":null}'],
  ['null that is the second branch', inRecord(['string', 'null']), '{"f":null}'],
  ['a wrapped branch', inRecord(['null', 'string']), '{"f":{"string":"x"}}'],
  ['a wrapped record, by its full name', inRecord(['null', point]), '{"f":{"a.b.Point":{"x":1}}}'],
  [
    'a wrapped enum and fixed, by their full names',
    {
      type: 'array',
      items: [
        { type: 'enum', name: 'E', namespace: 'n', symbols: ['A'] },
        { type: 'fixed', name: 'n.F', size: 1 },
      ],
    },
    '[{"n.E":"A"},{"n.F":"a"}]',
  ],
  [
    'wrapped primitives, array and map',
    {
      type: 'array',
      items: [
        ...['null', 'boolean', 'int', 'long', 'float', 'double', 'string', 'bytes'],
        { type: 'array', items: 'int' },
        { type: 'map', values: 'int' },
      ],
    },
    '[null,{"boolean":true},{"int":1},{"long":2},{"float":3.5},{"double":4.5},{"string":"s"},{"bytes":"b"},{"array":[1]},{"map":{"a":1}}]',
  ],
  ['a decimal as its bytes', { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }, '"\\u0001\\u0000"'],
  ['a date as its days', { type: 'int', logicalType: 'date' }, '19000'],
  [
    'a timestamp in a union as its base type',
    inRecord(['null', { type: 'long', logicalType: 'timestamp-millis' }]),
    '{"f":{"long":1681248783000}}',
  ],
  ['a recursive record', list, '{"head":1,"tail":{"List":{"head":2,"tail":null}}}'],
  [
    'names in nested namespaces',
    nested,
    '{"point":{"x":1},"again":{"x":2},"far":{"other.Point":{"y":3}},"near":{"outer.Point":{"x":4}},"bare":"B"}',
  ],
  [
    'a union in a field with a very long name',
    { type: 'record', name: 'R', fields: [{ name: 'f'.repeat(300), type: ['null', 'int'] }] },
    `{"${'f'.repeat(300)}":{"int":1}}`,
  ],
]
for (const [what, schema, text] of data) {
  test(`${what}: what avsc encodes is read as Java's Avro writes it`, () => {
    const type = referenceType(schema)
    equal(read(schema, type.toBuffer(type.fromString(text))), text)
  })

  test(`${what}: what this proxy encodes is read as it was sent`, () => {
    equal(read(schema, encode(schema, text).subarray(5)), text)
  })
}

// avsc does not take the names, and drops the key.
const names: [string, unknown, string][] = [
  ['a field', { type: 'record', name: 'R', fields: [{ name: 'größe_𝒳', type: 'int' }] }, '{"größe_𝒳":1}'],
  ['an enum’s symbol', { type: 'enum', name: 'E', symbols: ['Größe'] }, '"Größe"'],
  ['a branch', inRecord(['null', { type: 'fixed', name: 'größe', size: 1 }]), '{"f":{"größe":"a"}}'],
  ['a map’s key', { type: 'map', values: 'int' }, '{"__proto__":1,"größe":2}'],
]
for (const [what, schema, text] of names) {
  test(`${what} may be called what not every library can`, () => {
    equal(read(schema, encode(schema, text).subarray(5)), text)
  })
}

// The reader that Confluent's proxy has derives the schema from the datum, and so does not know of the union.
const bare: [string, unknown, string, string][] = [
  ['null', ['null', 'string'], 'null', 'null'],
  ['a string', ['null', 'string'], '{"string":"x"}', '"x"'],
  ['a record', ['null', point], '{"a.b.Point":{"x":1}}', '{"x":1}'],
  ['an int', ['string', 'int'], '{"int":7}', '7'],
  ['an array', ['null', { type: 'array', items: ['null', 'int'] }], '{"array":[null,{"int":1}]}', '[null,{"int":1}]'],
]
for (const [what, schema, sent, text] of bare) {
  test(`${what} of a union that is the whole schema is read without its wrapper`, () => {
    equal(read(schema, encode(schema, sent).subarray(5)), text)
  })
}

test('a record that is wrapped in one place and not in another is written as each asks for', () => {
  const schema = {
    type: 'record',
    name: 'R',
    fields: [
      { name: 'a', type: point },
      { name: 'b', type: ['null', 'a.b.Point'] },
      { name: 'c', type: { type: 'array', items: 'a.b.Point' } },
      { name: 'd', type: { type: 'map', values: ['null', 'a.b.Point'] } },
    ],
  }
  const text = '{"a":{"x":1},"b":{"a.b.Point":{"x":2}},"c":[{"x":3},{"x":4}],"d":{"k":{"a.b.Point":{"x":5}}}}'
  equal(read(schema, encode(schema, text).subarray(5)), text)
})

const blocks: [string, unknown, number[], string][] = [
  ['an array in two blocks', { type: 'array', items: 'int' }, [4, 2, 4, 2, 6, 0], '[1,2,3]'],
  ['blocks with their sizes', { type: 'array', items: 'int' }, [3, 4, 2, 4, 1, 2, 6, 0], '[1,2,3]'],
  ['a map in two blocks', { type: 'map', values: 'int' }, [2, 2, 0x61, 2, 1, 6, 2, 0x62, 4, 0], '{"a":1,"b":2}'],
  ['a length in more bytes than it needs', 'string', [0x82, 0x80, 0x00, 0x61], '"a"'],
  ['a key that comes twice', { type: 'map', values: 'int' }, [4, 2, 0x61, 2, 2, 0x61, 4, 0], '{"a":1,"a":2}'],
]
for (const [what, schema, bytes, text] of blocks) {
  test(`${what}, as other encoders may write it, is read`, () => {
    equal(read(schema, Buffer.from(bytes)), text)
  })
}

test('a record of 500 fields is read', () => {
  const names = Array.from({ length: 500 }, (_, i) => `field_${i}`)
  const schema = { type: 'record', name: 'Wide', fields: names.map((name) => ({ name, type: 'int' })) }
  const value = Object.fromEntries(names.map((name, i) => [name, i]))
  deepEqual(JSON.parse(read(schema, referenceType(schema).toBuffer(value))), value)
})
