import { equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { JsonText } from '../../shared/formats/json-text.ts'
import { compileJsonSchema } from '../../shared/formats/jsonschema/compile.ts'
import { BadRequest } from '../../shared/http/errors/request.ts'
import { InvalidSchema } from '../../shared/http/errors/schemas.ts'
import type { ReferencedSchema } from '../../shared/registry/references.ts'

const compile = (schema: unknown, references: readonly ReferencedSchema[] = []) =>
  compileJsonSchema(JSON.stringify(schema), references)
const encode = (schema: unknown, text: string, references?: readonly ReferencedSchema[]) =>
  compile(schema, references).encode(7, JsonText.of(text), '/value').toString('latin1')

function fits(schema: unknown, text: string): void {
  equal(encode(schema, text), `\0\0\0\0\x07${text}`)
}
function refuses(schema: unknown, text: string, message: RegExp, references?: readonly ReferencedSchema[]): void {
  throws(() => encode(schema, text, references), { constructor: BadRequest, message })
}
function invalid(schema: unknown, message: RegExp): void {
  throws(() => compile(schema), { constructor: InvalidSchema, message })
}

const drafts = {
  'draft 4': 'http://json-schema.org/draft-04/schema#',
  'draft 6': 'http://json-schema.org/draft-06/schema#',
  'draft 7': 'http://json-schema.org/draft-07/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
}
for (const [name, $schema] of Object.entries(drafts)) {
  test(`schemas of ${name} are checked`, () => {
    const schema = { $schema, type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }
    fits(schema, '{"a":1}')
    refuses(schema, '{"a":"1"}', /^Bad Request: \/value\/a: must be integer$/)
    refuses(schema, '{}', /^Bad Request: \/value: must have required property 'a'$/)
    invalid({ $schema, type: 'nonsense' }, /\/type/)
  })
}

test('each draft has its own keywords', () => {
  const bound = { minimum: 1, exclusiveMinimum: true }
  refuses({ $schema: drafts['draft 4'], ...bound }, '1', /must be > 1/)
  invalid({ $schema: drafts['draft 7'], ...bound }, /exclusiveMinimum/)
  const pair = { prefixItems: [{ type: 'string' }] }
  refuses({ $schema: drafts['2020-12'], ...pair }, '[1]', /\/value\/0: must be string/)
  fits({ $schema: drafts['draft 7'], ...pair }, '[1]')
  const tree = { $dynamicAnchor: 'node', properties: { next: { $dynamicRef: '#node' } }, unevaluatedProperties: false }
  refuses({ $schema: drafts['2020-12'], ...tree }, '{"next":{"x":1}}', /\/value\/next: .*"x"/)
})

test('without $schema it is draft 7; other drafts are refused', () => {
  refuses({ if: true, else: {}, ...JSON.parse('{"then":{"type":"string"}}') }, '1', /must be string/)
  invalid({ $schema: 'http://json-schema.org/draft-03/schema#' }, /draft 4, 6 or 7, 2019-09 or 2020-12/)
})

test('members beside $ref count since 2019 only', () => {
  const schema = { $ref: '#/definitions/any', type: 'string', definitions: { any: {} } }
  fits(schema, '1')
  refuses({ $schema: drafts['2019-09'], ...schema }, '1', /must be string/)
})

test('all errors are told, up to twenty', () => {
  const schema = { items: { type: 'string' }, minItems: 100 }
  refuses(
    schema,
    '[1,2]',
    /\/value\/0: must be string; \/value\/1: must be string; \/value: must NOT have fewer than 100 items$/,
  )
  refuses(schema, JSON.stringify(Array(99).fill(1)), /; and 80 more$/)
  refuses(schema, JSON.stringify(Array(5_000).fill(1)), /; and at least 8\d more$/)
})

test('formats are annotations', () => {
  fits({ type: 'string', format: 'date-time' }, '"yesterday"')
  fits({ type: 'string', format: 'of our own' }, '"x"')
})

test('patterns are found anywhere, by code points, as in JavaScript', () => {
  fits({ pattern: 'b+' }, '"abc"')
  fits({ pattern: '^\\u00e9\\/$' }, '"é/"'.replace('é', '\\u00e9'))
  refuses({ patternProperties: { '^n': { type: 'number' } } }, '{"n":"x"}', /\/value\/n: must be number/)
  invalid({ pattern: '(a)\\1' }, /no back references/)
  invalid({ pattern: 'x'.repeat(3_000) }, /2000 characters/)
})

test('names that every object seems to have are looked for in the datum alone', () => {
  refuses({ required: ['toString', '__proto__'] }, '{}', /'toString'.*'__proto__'/)
  fits({ required: ['__proto__'] }, '{"__proto__":1}')
})

test('text of a schema is never run', () => {
  const hostile = [
    "'];globalThis.hacked=1;//",
    '"+(globalThis.hacked=1)+"',
    ['`$', '{globalThis.hacked=1}`'].join(''),
    '*/globalThis.hacked=1/*',
  ]
  for (const text of hostile) {
    const schema = {
      title: text,
      $comment: text,
      properties: { [text]: { const: text, enum: [text] } },
      required: [text],
    }
    refuses({ ...schema, patternProperties: { '^x': { description: text } } }, '{}', /required/)
    fits(schema, JSON.stringify({ [text]: text }))
  }
  equal('hacked' in globalThis, false)
})

test('nullable and $async mean nothing', () => {
  refuses({ nullable: true, type: 'string' }, 'null', /must be string/)
  refuses({ $async: true, type: 'string' }, '1', /must be string/)
  refuses({ properties: { nullable: { type: 'string' } } }, '{"nullable":1}', /\/value\/nullable/)
})

test('whether null is allowed is the schema’s affair', () => {
  equal(compile({ type: ['object', 'null'] }).nullable, true)
  equal(compile({ type: 'object' }).nullable, false)
  equal(compile(true).nullable, true)
  equal(compile(false).nullable, false)
})

test('numbers are multiples as they are written', () => {
  fits({ multipleOf: 0.01 }, '19.99')
  fits({ multipleOf: 1e-7 }, '3e-7')
  refuses({ multipleOf: 0.01 }, '19.995', /multiple/)
  refuses({ multipleOf: 3 }, '-7', /multiple/)
  refuses({ multipleOf: 0.01 }, '1e999999999', /multiple/)
})

test('equal values are equal whatever the order of their members is', () => {
  refuses({ uniqueItems: true }, '[{"a":1,"b":2},{"b":2,"a":1.0}]', /duplicate/)
  fits({ uniqueItems: true }, '[1,"1",[1],{"1":1},null]')
  fits({ enum: [{ a: 1, b: [2] }] }, '{"b":[2],"a":1}')
  refuses({ enum: [1, '2'] }, '2', /allowed values/)
})

test('references are found by name, and relative to the ids of schemas', () => {
  const text = '{"type":"string"}'
  refuses({ $ref: 'a.json' }, '1', /must be string/, [{ name: 'a.json', text }])
  const id = 'http://example.org/schemas/root.json'
  refuses({ $id: id, items: { $ref: 'a.json' } }, '[1]', /must be string/, [{ name: 'a.json', text }])
  const other = { $id: 'http://example.org/schemas/b.json', items: { $ref: 'a.json' } }
  refuses({ $id: id, items: { $ref: 'b.json' } }, '[[1]]', /\/value\/0\/0: must be string/, [
    { name: 'a.json', text },
    { name: 'b.json', text: JSON.stringify(other) },
  ])
  invalid({ $ref: 'a.json' }, /can't resolve reference a\.json/)
})

test('hostile schemas and data take no longer than others', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `p${i}`)
  const started = Date.now()
  refuses({ pattern: '(a+)+$' }, JSON.stringify(`${'a'.repeat(100_000)}b`), /pattern/)
  refuses({ items: { properties: Object.fromEntries(names.map((name) => [name, true])) } }, manyObjects, /too long/)
  refuses({ items: { required: names } }, manyObjects, /\/value\/0: must have required property 'p0'/)
  refuses({ uniqueItems: true, items: { enum: names } }, JSON.stringify(Array(100_000).fill('p1')), /duplicate|allowed/)
  refuses({ $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/a' } } }, '1', /without end/)
  throws(() => compileJsonSchema(`${'{"not":'.repeat(5_000)}{}${'}'.repeat(5_000)}`, []), InvalidSchema)
  ok(Date.now() - started < 5_000)
})
const manyObjects = JSON.stringify(Array(100_000).fill({}))

test('a schema of thousands of properties is no worse than others', () => {
  const names = Array.from({ length: 8_000 }, (_, i) => `p${i}`)
  const schema = { properties: Object.fromEntries(names.map((name) => [name, { type: 'integer' }])) }
  const started = Date.now()
  refuses(schema, '{"p7999":"x"}', /\/value\/p7999: must be integer$/)
  const large = (value: string) => JSON.stringify({ note: 'x'.repeat(100_000), p7999: JSON.parse(value) })
  fits(schema, large('1'))
  refuses(schema, large('"x"'), /\/value\/p7999: must be integer$/)
  ok(Date.now() - started < 15_000)
})

test('errors in branches that do not matter do not count, however many', () => {
  const schema = { anyOf: [{ items: { type: 'string' } }, { items: { $ref: '#/definitions/n' } }] }
  const definitions = {
    n: { oneOf: [{ type: 'object', required: ['a', 'b'] }, { type: 'number' }, { type: 'string', minLength: 9 }] },
  }
  fits({ ...schema, definitions }, JSON.stringify(Array(5_000).fill(1)))
  refuses({ ...schema, definitions }, JSON.stringify([...Array(5_000).fill(1), 'x']), /\/value/)
  const wrong = { properties: { a: schema, b: { type: 'string' }, c: { type: 'string' } }, definitions }
  refuses(
    wrong,
    JSON.stringify({ a: Array(500).fill(1), b: 1, c: 1 }),
    /: \/value\/b: must be string; \/value\/c: must be string$/,
  )
})

test('places that must be empty say so', () => {
  refuses({ items: false }, '[1]', /\/value\/0: must NOT be valid/)
  refuses({ patternProperties: { '^x': false } }, '{"x1":1,"x2":2}', /\/value\/x1: .*; \/value\/x2: /)
  refuses({ propertyNames: false }, '{"a":1}', /\/value/)
  refuses({ $schema: drafts['2020-12'], prefixItems: [true], items: false }, '[1,2]', /NOT have more than 1 items/)
  fits({ items: false, propertyNames: false, patternProperties: { a: false } }, '[]')
})

test('errors without number are not kept', () => {
  const definitions = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`s${i}`, { allOf: Array(2).fill({ $ref: `#/definitions/s${i + 1}` }) }]),
  )
  const schema = { allOf: [{ $ref: '#/definitions/s0' }], definitions: { ...definitions, s40: { type: 'string' } } }
  refuses(schema, '1', /^Bad Request: \/value: must be string/)
})

test('deep data are checked as deep as they may be', () => {
  const schema = { properties: { next: { $ref: '#' }, x: { type: 'integer' } } }
  fits(schema, `${'{"next":'.repeat(900)}{"x":1}${'}'.repeat(900)}`)
  refuses(schema, `${'{"next":'.repeat(900)}{"x":"1"}${'}'.repeat(900)}`, /must be integer/)
})
