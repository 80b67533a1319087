import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../../shared/formats/avro/compile.ts'
import { parseSchema } from '../../../shared/formats/avro/parse.ts'
import { compileRead } from '../../../shared/formats/avro/read/compile.ts'
import { InvalidSchema } from '../../../shared/http/errors/schemas.ts'

const record = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields })

const invalid: [string, unknown, string | RegExp][] = [
  ['text that is no JSON', undefined, /^Invalid schema: not JSON: /],
  ['a number', 5, 'Invalid schema: expected a type, found the number 5.'],
  ['null', null, 'Invalid schema: expected a type, found null.'],
  ['an object without a type', {}, 'Invalid schema: /type: expected a type, found nothing.'],
  ['an unknown type', 'foo', 'Invalid schema: unknown type "foo".'],
  [
    'an unknown type of a field',
    record({ name: 'a', type: 'x.y' }),
    'Invalid schema: /fields/0/type: unknown type "x.y".',
  ],
  ['a record without a name', { type: 'record', fields: [] }, 'Invalid schema: /name: expected a name, found nothing.'],
  [
    'a record without fields',
    { type: 'record', name: 'R' },
    'Invalid schema: /fields: expected a list, found nothing.',
  ],
  [
    'a record with a bad name',
    { type: 'record', name: 'a-b', fields: [] },
    'Invalid schema: /name: the string "a-b" is not a name.',
  ],
  [
    'a record with a bad namespace',
    { type: 'record', name: 'R', namespace: 'a..b', fields: [] },
    'Invalid schema: /name: the string "a..b.R" is not a name.',
  ],
  [
    'a record named like a primitive',
    { type: 'record', name: 'string', fields: [] },
    'Invalid schema: /name: the name string is that of a primitive type.',
  ],
  ['a field that is no object', record('x'), 'Invalid schema: /fields/0: expected a field, found the string "x".'],
  [
    'a field without a name',
    record({ type: 'int' }),
    'Invalid schema: /fields/0/name: expected a name, found nothing.',
  ],
  [
    'a field with a bad name',
    record({ name: '1a', type: 'int' }),
    'Invalid schema: /fields/0/name: expected a name, found the string "1a".',
  ],
  ['a field without a type', record({ name: 'a' }), 'Invalid schema: /fields/0/type: expected a type, found nothing.'],
  [
    'a field twice',
    record({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }),
    'Invalid schema: /fields/1/name: a comes twice.',
  ],
  [
    'a name defined twice',
    record({ name: 'a', type: { type: 'fixed', name: 'R', size: 1 } }),
    'Invalid schema: /fields/0/type/name: the name R is defined twice.',
  ],
  ['an enum without symbols', { type: 'enum', name: 'E' }, 'Invalid schema: /symbols: expected a list, found nothing.'],
  ['a symbol twice', { type: 'enum', name: 'E', symbols: ['A', 'A'] }, 'Invalid schema: /symbols/1: A comes twice.'],
  [
    'a bad symbol',
    { type: 'enum', name: 'E', symbols: ['A B'] },
    'Invalid schema: /symbols/0: expected a name, found the string "A B".',
  ],
  [
    'a fixed without a size',
    { type: 'fixed', name: 'F' },
    'Invalid schema: /size: expected a number of bytes, found nothing.',
  ],
  [
    'a fixed of a negative size',
    { type: 'fixed', name: 'F', size: -1 },
    'Invalid schema: /size: expected a number of bytes, found the number -1.',
  ],
  ['an array without items', { type: 'array' }, 'Invalid schema: /items: expected a type, found nothing.'],
  ['a map without values', { type: 'map' }, 'Invalid schema: /values: expected a type, found nothing.'],
  ['a union in a union', ['int', ['null']], 'Invalid schema: /1: a union directly inside a union.'],
  ['a branch twice', ['int', 'string', 'int'], 'Invalid schema: /2: a second int in one union.'],
  [
    'two arrays in a union',
    [
      { type: 'array', items: 'int' },
      { type: 'array', items: 'string' },
    ],
    'Invalid schema: /1: a second array in one union.',
  ],
]
for (const [what, schema, message] of invalid) {
  test(`${what} is not a schema: 42205, with the place`, () => {
    const text = schema === undefined ? '{"type": "rec' : JSON.stringify(schema)
    throws(() => parseSchema(text), { constructor: InvalidSchema, code: 42205, message })
  })
}

const valid: [string, unknown][] = [
  ['a default of a branch that is not the first', record({ name: 'a', type: ['null', 'string'], default: '' })],
  ['a default that is none of the type', record({ name: 'a', type: 'int', default: 'x' })],
  ['a primitive type as an object', { type: 'string', 'avro.java.string': 'String' }],
  ['a type within a type', { type: { type: 'int' } }],
  ['a record of kind error', { type: 'error', name: 'E', fields: [] }],
  ['letters beyond ASCII, which Java takes', record({ name: 'größe', type: 'int' })],
  [
    'a name outside of all namespaces, seen from inside one',
    [record(), { type: 'record', name: 'a.S', fields: [{ name: 'r', type: 'R' }] }],
  ],
]
for (const [what, schema] of valid) {
  test(`${what} is taken; the registry has the last word`, () => {
    compile(parseSchema(JSON.stringify(schema)))
  })
}

test('an enclosing namespace is inherited, an own one and that of a dotted name are not changed', () => {
  const field = (name: string, type: unknown) => ({ name, type })
  const schema = {
    type: 'record',
    name: 'R',
    namespace: 'n',
    fields: [
      field('a', { type: 'fixed', name: 'A', size: 1 }),
      field('b', { type: 'fixed', name: 'B', namespace: 'o', size: 1 }),
      field('c', { type: 'fixed', name: 'p.C', namespace: 'o', size: 1 }),
      field('d', { type: 'fixed', name: 'D', namespace: '', size: 1 }),
      field('e', 'A'),
      field('f', 'o.B'),
    ],
  }
  const type = parseSchema(JSON.stringify(schema))
  ok(type.kind === 'record')
  equal(type.label, 'n.R')
  deepEqual(
    type.fields.map(({ type: { label } }) => label),
    ['n.A', 'o.B', 'p.C', 'D', 'n.A', 'o.B'],
  )
})

test('a schema longer than a mebibyte is refused unread', () => {
  const text = JSON.stringify({ type: 'string', doc: 'x'.repeat(5_000_000) })
  throws(() => parseSchema(text), {
    constructor: InvalidSchema,
    message: 'Invalid schema: longer than 1048576 characters.',
  })
})

const nest = (depth: number) => `${'{"type":"array","items":'.repeat(depth)}"int"${'}'.repeat(depth)}`

test('types nested more than 128 levels deep are refused', () => {
  compile(parseSchema(nest(128)))
  throws(() => parseSchema(nest(129)), { constructor: InvalidSchema, message: /: nested more than 128 levels deep\.$/ })
  throws(() => parseSchema(nest(40_000)), {
    constructor: InvalidSchema,
    message: /: nested more than 128 levels deep\.$/,
  })
})

const hostile: [string, () => unknown][] = [
  ['20,000 fields', () => record(...Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}`, type: 'float' })))],
  [
    '15,000 records',
    () =>
      record(
        ...Array.from({ length: 15_000 }, (_, i) => ({
          name: `f${i}`,
          type: { type: 'record', name: `R${i}`, fields: [] },
        })),
      ),
  ],
  ['90,000 symbols', () => ({ type: 'enum', name: 'E', symbols: Array.from({ length: 90_000 }, (_, i) => `s${i}`) })],
  [
    'a union of 10,000 records',
    () => Array.from({ length: 10_000 }, (_, i) => ({ type: 'record', name: `R${i}`, fields: [] })),
  ],
  [
    '10,000 fields of one enum of 30,000 symbols',
    () => {
      const symbols = Array.from({ length: 30_000 }, (_, i) => `s${i}`)
      const named = { name: 'e', type: { type: 'enum', name: 'E', symbols } }
      return record(named, ...Array.from({ length: 10_000 }, (_, i) => ({ name: `f${i}`, type: 'E' })))
    },
  ],
  [
    'a union of 15,000 fixed in a field with a name of 200,000 characters',
    () => {
      const branches = Array.from({ length: 15_000 }, (_, i) => ({ type: 'fixed', name: `F${i}`, size: 1 }))
      return record({ name: 'n'.repeat(200_000), type: branches })
    },
  ],
]
for (const [what, schema] of hostile) {
  for (const [make, done] of [
    [compile, 'written'],
    [compileRead, 'read'],
  ] as const) {
    test(`${what} are ready to be ${done} within a second or two`, () => {
      const text = JSON.stringify(schema())
      const begin = process.cpuUsage()
      make(parseSchema(text))
      // Of this process: others may be using the machine too.
      const { user, system } = process.cpuUsage(begin)
      ok(user + system < 2_000_000)
    })
  }
}
