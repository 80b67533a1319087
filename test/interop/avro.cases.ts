import type { Native } from './native.ts'

/** A schema, with data as text of Avro's JSON encoding, as native values, and as reads show them if not as they were. */
export interface AvroCase {
  readonly name: string
  readonly schema: unknown
  /** Schemas of other subjects whose names the schema uses. */
  readonly references?: readonly { readonly name: string; readonly schema: unknown }[]
  readonly values: readonly (readonly [text: string, native: Native, shown?: string])[]
}

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
/** Bytes as a string of as many characters. */
const latin1 = (bytes: Buffer) =>
  JSON.stringify(bytes.toString('latin1')).replaceAll(
    /\\u00(..)/g,
    (_, digits: string) => `\\u00${digits.toUpperCase()}`,
  )
const record = (name: string, fields: Readonly<Record<string, unknown>>) => ({
  type: 'record',
  name,
  fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
})
const branch = (name: string, of: Native): Native => ({ branch: name, of })
const point = record('geo.Point', { x: 'int', y: 'int' })
const color = { type: 'enum', name: 'Color', namespace: 'paint', symbols: ['RED', 'GREEN', 'BLUE'] }
const hash = { type: 'fixed', name: 'Hash', size: 4 }

export const avroCases: readonly AvroCase[] = [
  {
    name: 'null in a record',
    schema: record('R', { n: 'null', i: 'int' }),
    values: [['{"n":null,"i":1}', { n: null, i: 1n }]],
  },
  {
    name: 'booleans',
    schema: 'boolean',
    values: [
      ['true', true],
      ['false', false],
    ],
  },
  {
    name: 'ints to their ends',
    schema: 'int',
    values: ['0', '-1', '1', '63', '64', '-65', '2147483647', '-2147483648'].map((text) => [text, BigInt(text)]),
  },
  {
    name: 'longs to their ends, beyond what a double holds',
    schema: 'long',
    values: ['0', '-1', '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808'].map(
      (text) => [text, BigInt(text)],
    ),
  },
  {
    name: 'longs beyond 2^53 inside of records, arrays and maps',
    schema: record('R', { a: { type: 'array', items: 'long' }, m: { type: 'map', values: 'long' } }),
    values: [
      [
        '{"a":[9007199254740993,-9223372036854775808],"m":{"k":9223372036854775807}}',
        { a: [9007199254740993n, -(2n ** 63n)], m: { k: 2n ** 63n - 1n } },
      ],
    ],
  },
  {
    name: 'floats',
    schema: 'float',
    values: [
      ['0.0', 0],
      ['-0.0', -0],
      ['1.5', 1.5],
      ['0.1', Math.fround(0.1)],
      ['3.4028235e+38', Math.fround(3.4028235e38)],
      ['1e-45', 2 ** -149],
    ],
  },
  {
    name: 'doubles',
    schema: 'double',
    values: [
      ['0.0', 0],
      ['-0.0', -0],
      ['0.1', 0.1],
      ['1.7976931348623157e+308', Number.MAX_VALUE],
      ['5e-324', Number.MIN_VALUE],
      ['9007199254740993.0', 9007199254740992, '9007199254740992.0'],
    ],
  },
  {
    name: 'NaN and infinities, which JSON has as strings',
    schema: record('R', { f: 'float', d: 'double' }),
    values: [
      ['{"f":"NaN","d":"NaN"}', { f: Number.NaN, d: Number.NaN }],
      ['{"f":"Infinity","d":"-Infinity"}', { f: Number.POSITIVE_INFINITY, d: Number.NEGATIVE_INFINITY }],
      ['{"f":"-Infinity","d":"Infinity"}', { f: Number.NEGATIVE_INFINITY, d: Number.POSITIVE_INFINITY }],
    ],
  },
  {
    name: 'strings of every length of UTF-8',
    schema: 'string',
    values: ['', 'plain', 'é', '世界', '🚀 and text', '"\\/\b\f\n\r\t', 'a'.repeat(5_000)].map((text) => [
      JSON.stringify(text),
      text,
    ]),
  },
  {
    name: 'bytes that are the whole schema go without a length',
    schema: 'bytes',
    values: [
      [latin1(allBytes), allBytes],
      ['"a"', Buffer.from('a')],
    ],
  },
  {
    name: 'bytes that are the whole schema, spelled as an object',
    schema: { type: 'bytes' },
    values: [['"\\u0000\\u0001"', Buffer.of(0, 1)]],
  },
  {
    name: 'bytes in a record: all of them, and none',
    schema: record('R', { b: 'bytes' }),
    values: [
      [`{"b":${latin1(allBytes)}}`, { b: allBytes }],
      ['{"b":""}', { b: Buffer.alloc(0) }],
    ],
  },
  {
    name: 'fixed',
    schema: hash,
    values: [
      ['"\\u0000\\u0001ÿþ"', Buffer.of(0, 1, 255, 254)],
      ['"abcd"', Buffer.from('abcd')],
    ],
  },
  {
    name: 'enums with a namespace',
    schema: color,
    values: [
      ['"RED"', 'RED'],
      ['"BLUE"', 'BLUE'],
    ],
  },
  {
    name: 'arrays',
    schema: { type: 'array', items: 'int' },
    values: [
      ['[]', []],
      ['[1,-2,3]', [1n, -2n, 3n]],
      [`[${Array(1_000).fill('7')}]`, Array(1_000).fill(7n)],
    ],
  },
  {
    name: 'arrays of arrays',
    schema: { type: 'array', items: { type: 'array', items: 'string' } },
    values: [['[[],["a"],["b","c"]]', [[], ['a'], ['b', 'c']]]],
  },
  {
    name: 'maps',
    schema: { type: 'map', values: 'double' },
    values: [
      ['{}', {}],
      ['{"é":1.0,"":2.5,"a b":-3.0}', { é: 1, '': 2.5, 'a b': -3 }],
    ],
  },
  {
    name: 'maps of maps of records',
    schema: { type: 'map', values: { type: 'map', values: point } },
    values: [['{"a":{"b":{"x":1,"y":2}},"c":{}}', { a: { b: { x: 1n, y: 2n } }, c: {} }]],
  },
  {
    name: 'records without fields, and inside of others',
    schema: record('R', { empty: record('Empty', {}), list: { type: 'array', items: 'Empty' } }),
    values: [['{"empty":{},"list":[{},{}]}', { empty: {}, list: [{}, {}] }]],
  },
  {
    name: 'optional fields',
    schema: record('R', { a: ['null', 'string'], b: ['string', 'null'] }),
    values: [
      ['{"a":null,"b":{"string":"x"}}', { a: null, b: 'x' }],
      ['{"a":{"string":""},"b":null}', { a: '', b: null }],
    ],
  },
  {
    name: 'a union of all primitive types',
    schema: record('R', { u: ['null', 'boolean', 'int', 'string', 'bytes', 'double'] }),
    values: [
      ['{"u":null}', { u: null }],
      ['{"u":{"boolean":true}}', { u: true }],
      ['{"u":{"int":-5}}', { u: -5n }],
      ['{"u":{"string":"s"}}', { u: 's' }],
      ['{"u":{"bytes":"ÿ"}}', { u: Buffer.of(255) }],
      ['{"u":{"double":0.5}}', { u: 0.5 }],
    ],
  },
  {
    name: 'a union of long and double keeps them apart',
    schema: { type: 'array', items: ['long', 'double'] },
    values: [['[{"long":1},{"double":1.0},{"long":9223372036854775807}]', [1n, 1, 2n ** 63n - 1n]]],
  },
  {
    name: 'a union of records that look alike, by their full names',
    schema: record('R', { u: [record('a.P', { x: 'int' }), record('b.P', { x: 'int' })] }),
    values: [
      ['{"u":{"a.P":{"x":1}}}', { u: branch('a.P', { x: 1n }) }],
      ['{"u":{"b.P":{"x":1}}}', { u: branch('b.P', { x: 1n }) }],
    ],
  },
  {
    name: 'a union of enum, fixed, array and map',
    schema: record('R', { u: [color, hash, { type: 'array', items: 'int' }, { type: 'map', values: 'int' }] }),
    values: [
      ['{"u":{"paint.Color":"GREEN"}}', { u: 'GREEN' }],
      ['{"u":{"Hash":"abcd"}}', { u: Buffer.from('abcd') }],
      ['{"u":{"array":[1]}}', { u: [1n] }],
      ['{"u":{"map":{"k":1}}}', { u: { k: 1n } }],
    ],
  },
  {
    name: 'a recursive list',
    schema: record('List', { value: 'int', next: ['null', 'List'] }),
    values: [
      [
        '{"value":1,"next":{"List":{"value":2,"next":{"List":{"value":3,"next":null}}}}}',
        { value: 1n, next: { value: 2n, next: { value: 3n, next: null } } },
      ],
    ],
  },
  {
    name: 'a recursive tree in a namespace',
    schema: record('forest.Tree', { name: 'string', children: { type: 'array', items: 'Tree' } }),
    values: [
      [
        '{"name":"a","children":[{"name":"b","children":[]},{"name":"c","children":[{"name":"d","children":[]}]}]}',
        {
          name: 'a',
          children: [
            { name: 'b', children: [] },
            { name: 'c', children: [{ name: 'd', children: [] }] },
          ],
        },
      ],
    ],
  },
  {
    name: 'a named type that is used again, by its short name and by its full one',
    schema: record('geo.Line', {
      from: { ...point, name: 'Point' },
      to: 'Point',
      via: { type: 'array', items: 'geo.Point' },
    }),
    values: [
      [
        '{"from":{"x":1,"y":2},"to":{"x":3,"y":4},"via":[{"x":5,"y":6}]}',
        { from: { x: 1n, y: 2n }, to: { x: 3n, y: 4n }, via: [{ x: 5n, y: 6n }] },
      ],
    ],
  },
  {
    name: 'namespaces that change on the way in',
    schema: {
      type: 'record',
      name: 'Outer',
      namespace: 'one',
      fields: [
        {
          name: 'inner',
          type: {
            type: 'record',
            name: 'Inner',
            namespace: 'two',
            fields: [{ name: 'c', type: { ...color, namespace: 'three' } }],
          },
        },
        { name: 'u', type: ['null', 'two.Inner', 'three.Color'] },
      ],
    },
    values: [
      ['{"inner":{"c":"RED"},"u":{"two.Inner":{"c":"BLUE"}}}', { inner: { c: 'RED' }, u: { c: 'BLUE' } }],
      ['{"inner":{"c":"RED"},"u":{"three.Color":"GREEN"}}', { inner: { c: 'RED' }, u: 'GREEN' }],
    ],
  },
  {
    name: 'aliases, documentation, order, properties of others: without meaning for the bytes',
    schema: {
      type: 'record',
      name: 'R',
      aliases: ['Old', 'x.Older'],
      doc: 'é "quoted"',
      owner: { team: ['a'] },
      fields: [
        { name: 'a', type: 'int', aliases: ['b'], order: 'descending', doc: 'a' },
        { name: 's', type: { type: 'string', 'avro.java.string': 'String' } },
      ],
    },
    values: [['{"a":1,"s":"x"}', { a: 1n, s: 'x' }]],
  },
  {
    name: 'defaults of every kind',
    schema: {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'i', type: 'int', default: 5 },
        { name: 's', type: ['null', 'string'], default: null },
        { name: 'b', type: 'bytes', default: '\u00ff' },
        { name: 'a', type: { type: 'array', items: 'int' }, default: [1, 2] },
        { name: 'm', type: { type: 'map', values: 'double' }, default: {} },
        { name: 'e', type: { ...color, default: 'RED' }, default: 'GREEN' },
        { name: 'r', type: point, default: { x: 1, y: 2 } },
      ],
    },
    values: [
      [
        '{"i":1,"s":null,"b":"a","a":[],"m":{"k":0.5},"e":"BLUE","r":{"x":3,"y":4}}',
        { i: 1n, s: null, b: Buffer.from('a'), a: [], m: { k: 0.5 }, e: 'BLUE', r: { x: 3n, y: 4n } },
      ],
    ],
  },
  {
    name: 'dates and times, which JSON has as their numbers',
    schema: record('R', {
      date: { type: 'int', logicalType: 'date' },
      ms: { type: 'int', logicalType: 'time-millis' },
      us: { type: 'long', logicalType: 'time-micros' },
    }),
    values: [
      [
        '{"date":20000,"ms":45296789,"us":45296789012}',
        {
          date: { logical: 'date', text: '2024-10-04' },
          ms: { logical: 'time', text: '12:34:56.789000' },
          us: { logical: 'time', text: '12:34:56.789012' },
        },
      ],
    ],
  },
  {
    name: 'timestamps, of the world and of a place',
    schema: record('R', {
      ms: { type: 'long', logicalType: 'timestamp-millis' },
      us: { type: 'long', logicalType: 'timestamp-micros' },
      local: { type: 'long', logicalType: 'local-timestamp-micros' },
    }),
    values: [
      [
        '{"ms":1728045296789,"us":1728045296789012,"local":1728045296789012}',
        {
          ms: { logical: 'datetime', text: '2024-10-04T12:34:56.789000+00:00' },
          us: { logical: 'datetime', text: '2024-10-04T12:34:56.789012+00:00' },
          local: { logical: 'datetime', text: '2024-10-04T12:34:56.789012' },
        },
      ],
    ],
  },
  {
    name: 'decimals, of bytes and of fixed: their digits in two’s complement',
    schema: record('R', {
      b: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 },
      f: { type: 'fixed', name: 'Price', size: 4, logicalType: 'decimal', precision: 8, scale: 3 },
    }),
    values: [
      [
        '{"b":"09","f":"\\u0000\\u0000\\u00049"}',
        { b: { logical: 'decimal', text: '123.45' }, f: { logical: 'decimal', text: '1.081' } },
      ],
      ['{"b":"ÿ","f":"ÿÿÿÿ"}', { b: { logical: 'decimal', text: '-0.01' }, f: { logical: 'decimal', text: '-0.001' } }],
    ],
  },
  {
    name: 'UUIDs, and logical types that nobody knows',
    schema: record('R', {
      id: { type: 'string', logicalType: 'uuid' },
      odd: { type: 'long', logicalType: 'light-years' },
      time: { type: 'fixed', name: 'Duration', size: 12, logicalType: 'duration' },
    }),
    values: [
      [
        '{"id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","odd":5,"time":"abcdefghijkl"}',
        {
          id: { logical: 'uuid', text: '6ba7b810-9dad-11d1-80b4-00c04fd430c8' },
          odd: 5n,
          time: Buffer.from('abcdefghijkl'),
        },
      ],
    ],
  },
  {
    name: 'a type of another subject',
    schema: record('R', { at: 'geo.Point', more: { type: 'array', items: 'geo.Point' } }),
    references: [{ name: 'geo.Point', schema: point }],
    values: [['{"at":{"x":1,"y":2},"more":[{"x":3,"y":4}]}', { at: { x: 1n, y: 2n }, more: [{ x: 3n, y: 4n }] }]],
  },
  {
    name: 'types of two other subjects, in a union',
    schema: record('shop.Item', { u: ['null', 'geo.Point', 'paint.Color'] }),
    references: [
      { name: 'geo.Point', schema: point },
      { name: 'paint.Color', schema: color },
    ],
    values: [
      ['{"u":{"geo.Point":{"x":1,"y":2}}}', { u: { x: 1n, y: 2n } }],
      ['{"u":{"paint.Color":"RED"}}', { u: 'RED' }],
    ],
  },
  {
    name: 'a schema that is a union: written with its branch, read without',
    schema: ['null', 'string', point],
    values: [
      ['{"string":"x"}', 'x', '"x"'],
      ['{"geo.Point":{"x":1,"y":2}}', { x: 1n, y: 2n }, '{"x":1,"y":2}'],
    ],
  },
  {
    name: 'a record of 300 fields',
    schema: record('Wide', Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field_${index}`, 'long']))),
    values: [
      [
        `{${Array.from({ length: 300 }, (_, index) => `"field_${index}":${index - 150}`)}}`,
        Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`field_${index}`, BigInt(index - 150)])),
      ],
    ],
  },
  {
    name: 'an enum of 200 symbols',
    schema: { type: 'enum', name: 'Many', symbols: Array.from({ length: 200 }, (_, index) => `S${index}`) },
    values: [
      ['"S0"', 'S0'],
      ['"S199"', 'S199'],
    ],
  },
  {
    name: 'names that programs stumble over',
    schema: record('R', { constructor: 'int', toString: 'string', class: 'boolean', None: 'null', _: 'int' }),
    values: [
      [
        '{"constructor":1,"toString":"x","class":true,"None":null,"_":2}',
        { constructor: 1n, toString: 'x', class: true, None: null, _: 2n },
      ],
    ],
  },
]
