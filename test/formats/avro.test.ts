import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileAvro } from '../../shared/formats/avro.ts'
import { JsonText } from '../../shared/formats/json-text.ts'
import { createSink } from '../../shared/formats/sink.ts'
import { sample } from './avro/arbitrary.ts'
import { encode } from './avro/encode.ts'
import { read } from './avro/read.ts'
import { decode, referenceType } from './avro/reference.ts'

const sky = {
  type: 'record',
  name: 'skyFluxMetric',
  namespace: 'lsst.example',
  fields: [
    { name: 'timestamp', type: 'long' },
    { name: 'instrument', type: 'string', default: 'LSSTCam-imSim' },
    { name: 'meanSky', type: 'float' },
    { name: 'stdevSky', type: { type: 'double', doc: 'adu' } },
  ],
}
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

const data: [string, unknown, string][] = [
  ['null', 'null', 'null'],
  ['a boolean', 'boolean', 'true'],
  ['an int', 'int', '-2147483648'],
  ['an int spelled with a fraction', 'int', '1.0'],
  ['a long', 'long', '1681248783000000'],
  ['a float', 'float', '-213.75'],
  ['a double', 'double', '1e308'],
  ['a negative zero', 'double', '-0'],
  ['an empty string', 'string', '""'],
  ['a string with characters beyond ASCII', 'string', '"é 漢 😀"'],
  ['a string of 24 characters', 'string', JSON.stringify('x'.repeat(24))],
  ['a string of 25 characters', 'string', JSON.stringify('x'.repeat(25))],
  ['a long string', 'string', JSON.stringify('漢'.repeat(50_000))],
  ['bytes as characters of ISO 8859-1', 'bytes', '"\\u0000\\u00ff\\u0080a"'],
  ['a fixed', { type: 'fixed', name: 'F', size: 3 }, '"\\u00ffab"'],
  ['a fixed of no bytes', { type: 'fixed', name: 'F', size: 0 }, '""'],
  ['an enum', { type: 'enum', name: 'E', symbols: ['RED', 'GREEN'] }, '"GREEN"'],
  ['an array', { type: 'array', items: 'int' }, '[1,-1,300]'],
  ['an empty array', { type: 'array', items: 'int' }, '[]'],
  ['a map', { type: 'map', values: 'string' }, '{"a":"1","b":"2"}'],
  ['an empty map', { type: 'map', values: 'string' }, '{}'],
  ['a record', sky, '{"timestamp":1681248783000000,"instrument":"a","meanSky":-213.75,"stdevSky":1}'],
  ['a record in another order', sky, '{"stdevSky":1,"meanSky":-213.75,"instrument":"a","timestamp":1681248783000000}'],
  ['a record without fields', { type: 'record', name: 'Nothing', fields: [] }, '{}'],
  ['null in a union', ['null', 'string'], 'null'],
  ['a wrapped branch', ['null', 'string'], '{"string":"x"}'],
  [
    'a union at top level with a record by full name',
    ['null', sky],
    '{"lsst.example.skyFluxMetric":{"timestamp":1,"instrument":"a","meanSky":1,"stdevSky":1}}',
  ],
  [
    'a union of array and map',
    [
      { type: 'array', items: 'int' },
      { type: 'map', values: 'int' },
    ],
    '{"map":{"array":1}}',
  ],
  ['a decimal as its bytes', { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }, '"\\u0001\\u0000"'],
  ['a date as its days', { type: 'int', logicalType: 'date' }, '19000'],
  [
    'a timestamp in a union as its base type',
    ['null', { type: 'long', logicalType: 'timestamp-millis' }],
    '{"long":1681248783000}',
  ],
  ['a recursive record', list, '{"head":1,"tail":{"List":{"head":2,"tail":null}}}'],
  [
    'names in nested namespaces',
    nested,
    '{"point":{"x":1},"again":{"x":2},"far":{"other.Point":{"y":3}},"near":{"outer.Point":{"x":4}},"bare":"B"}',
  ],
]
for (const [what, schema, text] of data) {
  test(`${what} is encoded as avsc encodes it`, () => {
    const type = referenceType(schema)
    deepEqual(encode(schema, text).subarray(5), type.toBuffer(type.fromString(text)))
  })
}

for (const schema of ['bytes', { type: 'bytes' }, { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }]) {
  test(`${JSON.stringify(schema)} as the whole schema has no length, within others it has one`, () => {
    equal(encode(schema, '"ab"').toString('hex'), '00000000076162')
    equal(read(schema, Buffer.from('6162', 'hex')), '"ab"')
    equal(encode(['null', schema], '{"bytes":"ab"}').toString('hex'), '000000000702046162')
    equal(read(['null', schema], Buffer.from('02046162', 'hex')), '"ab"')
  })
}

test('data of any schema are encoded as avsc encodes them', () => {
  fc.assert(
    fc.property(sample, ({ schema, text }) => {
      const type = referenceType(schema)
      deepEqual(encode(schema, text).subarray(5), type.toBuffer(type.fromString(text)))
    }),
    { numRuns: 300 },
  )
})

test('fields may have names that every object has', () => {
  const fields = ['__proto__', 'constructor', 'toString'].map((name) => ({ name, type: 'int' }))
  const message = encode({ type: 'record', name: 'J', fields }, '{"constructor":2,"__proto__":1,"toString":3}')
  equal(message.subarray(5).toString('hex'), '020406')
})

test('a message begins with a zero byte and the schema id, 4 bytes, big-endian', () => {
  const codec = compileAvro('"null"')
  const header = (id: number) => codec.encode(createSink(), id, JsonText.of('null'), '/value').toString('hex')
  equal(header(1), '0000000001')
  equal(header(0x01020304), '0001020304')
  equal(header(2 ** 31 - 1), '007fffffff')
})

const longs: [string, bigint][] = [
  ['9007199254740991', 9007199254740991n],
  ['9007199254740992', 9007199254740992n],
  ['9007199254740993', 9007199254740993n],
  ['-9007199254740993', -9007199254740993n],
  ['9223372036854775807', 9223372036854775807n],
  ['-9223372036854775808', -9223372036854775808n],
  ['1e18', 10n ** 18n],
  ['9.007199254740993e15', 9007199254740993n],
  ['9007199254740993.00', 9007199254740993n],
  ['90071992547409930E-1', 9007199254740993n],
  ['-0', 0n],
]
for (const [text, value] of longs) {
  test(`the long ${text} is stored as ${value}, exactly`, () => {
    equal(decode('long', encode('long', text)), value)
    equal(decode('long', encode({ type: 'long' }, ` ${text} `)), value)
  })
}

test('every long of 64 bits is exact, in records, unions, arrays and maps', () => {
  const schema = {
    type: 'record',
    name: 'R',
    fields: [
      { name: 'id', type: 'long' },
      { name: 'ids', type: { type: 'array', items: ['null', 'long'] } },
      { name: 'named', type: { type: 'map', values: 'long' } },
      { name: 'near', type: 'double' },
    ],
  }
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.maxSafeInteger(), (large, small) => {
      const text = `{"id":${large},"ids":[{"long":${large}},null,{"long":${small}}],"named":{"a":${small},"b":${large}},"near":${large}}`
      const read = decode(schema, encode(schema, text)) as Record<string, unknown>
      equal(read.id, large)
      deepEqual(read.ids, [{ long: large }, null, { long: BigInt(small) }])
      deepEqual(read.named, { a: BigInt(small), b: large })
      equal(read.near, Number(large))
    }),
  )
})

test('every double and float is the nearest there is', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      equal(decode('double', encode('double', JSON.stringify(value))), JSON.parse(JSON.stringify(value)))
    }),
  )
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      equal(decode('float', encode('float', JSON.stringify(value))), JSON.parse(JSON.stringify(value)))
    }),
  )
})

for (const type of ['float', 'double']) {
  test(`a ${type} that JSON has no number for is sent as a string`, () => {
    equal(decode(type, encode(type, '"NaN"')), Number.NaN)
    for (const name of ['"Infinity"', '"INF"']) equal(decode(type, encode(type, name)), Number.POSITIVE_INFINITY)
    for (const name of ['"-Infinity"', '"-INF"']) equal(decode(type, encode(type, name)), Number.NEGATIVE_INFINITY)
  })
}

test('every string comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (value) => {
      equal(decode('string', encode('string', JSON.stringify(value))), value)
    }),
  )
})

test('a record of 500 fields comes back, in whatever order it was sent', () => {
  const names = Array.from({ length: 500 }, (_, i) => `field_${i}`)
  const schema = {
    type: 'record',
    name: 'Wide',
    fields: names.map((name, i) => ({ name, type: i % 2 ? 'int' : 'double' })),
  }
  const value = Object.fromEntries(names.map((name, i) => [name, i]))
  const reversed = Object.fromEntries(Object.entries(value).toReversed())
  deepEqual(decode(schema, encode(schema, JSON.stringify(value))), value)
  deepEqual(encode(schema, JSON.stringify(reversed)), encode(schema, JSON.stringify(value)))
})

test('records of all sizes, made one after another, keep their bytes', () => {
  const sink = createSink()
  const codec = compileAvro('{"type":"array","items":"bytes"}')
  const sizes = [1, 60_000, 5_000, 100, 70_000, 3, 200_000, 65_000, 65_530, 65_536, 10]
  const values = sizes.map((size, i) => [String.fromCharCode(65 + i).repeat(size), 'end'])
  const messages = values.map((value) => codec.encode(sink, 1, JsonText.of(JSON.stringify(value)), '/value'))
  const type = referenceType({ type: 'array', items: 'bytes' })
  messages.forEach((message, i) => {
    const read = type.fromBuffer(message.subarray(5)) as Buffer[]
    deepEqual(
      read.map((bytes) => bytes.toString('latin1')),
      values[i],
    )
  })
})

test('a datum that is refused leaves nothing behind in the next', () => {
  const sink = createSink()
  const codec = compileAvro('{"type":"array","items":"int"}')
  const good = () => codec.encode(sink, 1, JsonText.of('[1,2]'), '/value').toString('hex')
  const before = good()
  throws(() => codec.encode(sink, 1, JsonText.of('[1,2,"x"]'), '/value'))
  throws(() => codec.encode(sink, 1, JsonText.of(`[${2 ** 60},"x"]`), '/value'))
  equal(good(), before)
})
