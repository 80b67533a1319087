import { avro2, type Case, jsonschema2, post, protobuf2, refused } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const $schema = 'http://json-schema.org/draft-07/schema#'

/** A language of schemas: a list whose items have a number, and what is said of data that are none. */
interface Language {
  readonly name: string
  readonly type: string
  readonly schema: string
  readonly good: unknown
  readonly unfit: readonly (readonly [value: unknown, message: RegExp])[]
  /** Of what the schema refers to there is none. */
  readonly dangling: string
  /** So many lists in lists. */
  readonly nested: (depth: number) => string
}

const languages: readonly Language[] = [
  {
    name: 'Avro',
    type: avro2,
    schema: JSON.stringify({
      type: 'record',
      name: 'List',
      fields: [
        { name: 'n', type: 'int' },
        { name: 'next', type: ['null', 'List'] },
      ],
    }),
    good: { n: 1, next: null },
    unfit: [
      [{ n: 'x', next: null }, /^Bad Request: \/value\/n: expected int .*, found the string "x" \(record 2\)$/],
      [{ n: 1, next: { List: { n: 1 } } }, /^Bad Request: \/value\/next\/List\/next: missing; .* \(record 2\)$/],
      [{ n: 1, next: { n: 1 } }, /^Bad Request: \/value\/next: expected null or \{"List": …\}, .* \(record 2\)$/],
      [{ n: 1, next: null, more: 1 }, /^Bad Request: \/value\/more: record List has no such field \(record 2\)$/],
      [null, /^Bad Request: \/value: the schema does not allow null.* \(record 2\)$/],
    ],
    dangling: '{"type": "array", "items": "org.example.Nowhere"}',
    nested: (depth) => `${'{"n":1,"next":{"List":'.repeat(depth)}{"n":1,"next":null}${'}}'.repeat(depth)}`,
  },
  {
    name: 'JSON Schema',
    type: jsonschema2,
    schema: JSON.stringify({
      $schema,
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'integer' }, next: { $ref: '#' } },
    }),
    good: { n: 1 },
    unfit: [
      [{ n: 'x' }, /^Bad Request: \/value\/n: must be integer \(record 2\)$/],
      [{ n: 1, next: {} }, /^Bad Request: \/value\/next: must have required property 'n' \(record 2\)$/],
      [{ next: 1 }, /^Bad Request: .*required property 'n'.*; \/value\/next: must be object.* \(record 2\)$/],
      [null, /^Bad Request: \/value: the schema does not allow null.* \(record 2\)$/],
    ],
    dangling: JSON.stringify({ $schema, $ref: 'http://example.org/nowhere.json' }),
    nested: (depth) => `${'{"n":1,"next":'.repeat(depth)}{"n":1}${'}'.repeat(depth)}`,
  },
  {
    name: 'Protobuf',
    type: protobuf2,
    schema: 'syntax = "proto3"; message List { int32 n = 1; List next = 2; }',
    good: { n: 1 },
    unfit: [
      [{ n: 'x' }, /^Bad Request: \/value\/n: expected int32.*, found the string "x" \(record 2\)$/],
      [{ next: { next: { n: 1.5 } } }, /^Bad Request: \/value\/next\/next\/n: expected int32.* \(record 2\)$/],
      [{ next: { more: 1 } }, /^Bad Request: \/value\/next\/more: List has no such field \(record 2\)$/],
      [null, /^Bad Request: \/value: the schema does not allow null.* \(record 2\)$/],
    ],
    dangling: 'syntax = "proto3"; import "nowhere.proto"; message M { int32 n = 1; }',
    nested: (depth) => `${'{"next":'.repeat(depth)}{}${'}'.repeat(depth)}`,
  },
]

/** Bad input for formats: never a 500, and nothing of the request is stored. */
export const badFormatInput: readonly Case[] = languages.flatMap(casesOf).map((each) => ({
  contract: 'B.3',
  // Subjects of their own: what one case registers is not another's.
  topic: {},
  afterwards: storesNothing,
  ...each,
}))

function casesOf({ name, type, schema, good, unfit, dangling, nested }: Language): Omit<Case, 'contract'>[] {
  const produce = (body: unknown) => post('/topics/{topic}', type, body)
  const withText = (text: string, value: string) =>
    produce(`{"value_schema": ${JSON.stringify(text)}, "records": [{"value": ${value}}]}`)
  return [
    ...unfit.map(([value, message]) => ({
      name: `${name}: ${JSON.stringify(value)} is refused with its place, what was expected, and the record’s index`,
      request: produce({ value_schema: schema, records: [{ value: good }, { value: good }, { value }] }),
      answers: refused(400, 400, message),
    })),
    {
      name: `${name}: a key is refused as a value is`,
      request: produce({ key_schema: schema, records: [{ key: good }, { key: { n: [] } }] }),
      answers: refused(400, 400, /^Bad Request: \/key\/n: .* \(record 1\)$/),
    },
    {
      name: `${name}: keys and values need a schema each`,
      request: produce({ value_schema: schema, records: [{ key: 'k', value: good }] }),
      answers: refused(422, 42201),
    },
    {
      name: `${name}: a value’s schema is not its key’s`,
      request: produce({ key_schema: schema, records: [{ key: good, value: good }] }),
      answers: refused(422, 42202),
    },
    ...['key', 'value'].map((part) => ({
      name: `${name}: text and id of a ${part}’s schema exclude each other`,
      request: produce({
        [`${part}_schema`]: schema,
        [`${part}_schema_id`]: 1,
        records: [{ [part]: good }],
      }),
      answers: refused(422, 422, new RegExp(`either ${part}_schema or ${part}_schema_id`)),
    })),
    ...['', '{', '\u0000', 'null', '[[]]', '{"type": "nonsense"}', dangling].map((text) => ({
      name: `${name}: the schema ${JSON.stringify(text)} is not valid: 422 with 42205`,
      request: withText(text, JSON.stringify(good)),
      answers: refused(422, 42205),
    })),
    {
      name: `${name}: data nested deeper than JSON may be are refused`,
      request: withText(schema, nested(1_000)),
      answers: refused(400, 400, /nested too deeply/),
    },
    {
      name: `${name}: an id that no schema has answers 422 with 42207`,
      request: produce({ value_schema_id: 2_147_483_647, records: [{ value: good }] }),
      answers: refused(422, 42207),
    },
  ]
}

const code = `${'a'.repeat(30_000)}!`
const hostile = '^(a+)+$'

/** Schemas that have many a validator search for hours. */
export const hostilePatterns: readonly Case[] = [
  { pattern: hostile },
  { propertyNames: { pattern: hostile } },
  { patternProperties: { [hostile]: false }, additionalProperties: false },
  { items: { pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } },
  { format: 'email', maxLength: 10 },
].map((schema) => {
  const value = 'pattern' in schema || 'format' in schema ? code : 'items' in schema ? [code] : { [code]: 1 }
  return {
    name: `a hostile regular expression costs no more than any other: ${JSON.stringify(schema).slice(0, 60)}`,
    contract: 'B.3',
    topic: {},
    request: post('/topics/{topic}', jsonschema2, {
      value_schema: JSON.stringify({ $schema, ...schema }),
      records: [{ value }],
    }),
    answers: refused(400, 400, /^Bad Request: \/value.* \(record 0\)$/),
    afterwards: storesNothing,
  }
})
