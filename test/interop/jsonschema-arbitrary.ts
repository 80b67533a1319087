import fc from 'fast-check'

/** A JSON Schema, and the JSON text of a value that fits it. */
interface Sample {
  readonly schema: object | boolean
  readonly text: string
}

const string = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed())
const integer = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))

const { sample } = fc.letrec<Record<'sample' | 'leaf' | 'array' | 'tuple' | 'object' | 'choice', Sample>>((tie) => ({
  sample: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('array'), tie('tuple'), tie('object'), tie('choice')),
  leaf: fc.oneof(
    fc.constantFrom('null', 'true', '0', '""', '[]', '{"a":{}}').map((text) => ({ schema: true, text })),
    fc.constant({ schema: { type: 'null' }, text: 'null' }),
    fc.boolean().map((value) => ({ schema: { type: 'boolean' }, text: String(value) })),
    integer.map((value) => ({ schema: { type: 'integer' }, text: String(value) })),
    fc.integer().map((value) => ({ schema: { type: 'integer', minimum: value, maximum: value }, text: String(value) })),
    number.map((value) => ({ schema: { type: ['number', 'string'] }, text: JSON.stringify(value) })),
    string.map((value) => {
      const length = [...value].length
      return { schema: { type: 'string', minLength: length, maxLength: length }, text: JSON.stringify(value) }
    }),
    string.map((value) => ({ schema: { enum: [null, value, 7] }, text: JSON.stringify(value) })),
    fc.stringMatching(/^[a-c]{2}[0-9]{1,3}$/).map((value) => {
      return { schema: { type: 'string', pattern: '^[a-c]{2}[0-9]{1,3}$' }, text: JSON.stringify(value) }
    }),
  ),
  array: fc.tuple(tie('sample'), fc.nat(3)).map(([item, length]) => ({
    schema: { type: 'array', items: item.schema, minItems: length, maxItems: length },
    text: `[${Array(length).fill(item.text)}]`,
  })),
  tuple: fc.array(tie('sample'), { minLength: 1, maxLength: 3 }).map((items) => ({
    schema: { type: 'array', items: items.map(({ schema }) => schema), additionalItems: false },
    text: `[${items.map(({ text }) => text)}]`,
  })),
  object: fc
    .uniqueArray(fc.tuple(string, tie('sample')), { maxLength: 4, selector: ([name]) => name })
    .map((members) => ({
      schema: {
        type: 'object',
        properties: Object.fromEntries(members.map(([name, { schema }]) => [name, schema])),
        required: members.map(([name]) => name),
        additionalProperties: false,
      },
      text: `{${members.map(([name, { text }]) => `${JSON.stringify(name)}:${text}`)}}`,
    })),
  choice: fc.tuple(tie('sample'), fc.constantFrom('anyOf', 'allOf', 'if')).map(([{ schema, text }, how]) => {
    if (how === 'anyOf') return { schema: { anyOf: [{ type: 'string', minLength: 10_000 }, schema] }, text }
    if (how === 'allOf') return { schema: { allOf: [schema, { not: { const: 'something else, surely' } }] }, text }
    return { schema: { if: schema, else: false }, text }
  }),
}))

/** A schema of draft 7 whose parts are definitions, and the JSON text of an object that fits it. */
export const jsonSchemaSample = fc.array(sample, { minLength: 1, maxLength: 6 }).map((parts) => ({
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: Object.fromEntries(parts.map((_, index) => [`p${index}`, { $ref: `#/definitions/d${index}` }])),
    definitions: Object.fromEntries(parts.map(({ schema }, index) => [`d${index}`, schema])),
  },
  text: `{${parts.map(({ text }, index) => `"p${index}":${text}`)}}`,
}))
