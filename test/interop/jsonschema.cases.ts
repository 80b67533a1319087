import type { Referenced } from './references.ts'

/** A schema, with JSON texts that fit it and some that don't. */
export interface JsonSchemaCase {
  readonly name: string
  readonly schema: unknown
  /** Schemas of other subjects that the schema refers to. */
  readonly references?: readonly Referenced[]
  readonly fit: readonly string[]
  readonly misfit?: readonly string[]
}

// Apicurio tells a JSON Schema by `$schema` or `properties`, and takes nothing else for one.
const draft = (version: string) => ({ $schema: `http://json-schema.org/draft-${version}/schema#` })
const newer = (version: string) => ({ $schema: `https://json-schema.org/draft/${version}/schema` })
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

const point = object({ x: { type: 'integer' }, y: { type: 'integer' } }, { required: ['x', 'y'] })
const address = object({ street: { type: 'string' }, number: { type: 'integer' } }, { additionalProperties: false })

export const jsonSchemaCases: readonly JsonSchemaCase[] = [
  {
    name: 'an object of every type, draft 7',
    schema: object(
      {
        s: { type: 'string' },
        i: { type: 'integer' },
        n: { type: 'number' },
        b: { type: 'boolean' },
        z: { type: 'null' },
        a: { type: 'array', items: { type: 'integer' } },
        o: { type: 'object' },
      },
      draft('07'),
    ),
    fit: ['{"s":"x","i":1,"n":1.5,"b":true,"z":null,"a":[1,2],"o":{"k":{}}}', '{}', '{"else":[null,{"a":[]}]}'],
    misfit: ['{"s":1}', '{"i":1.5}', '{"b":"true"}', '{"z":0}', '{"a":["1"]}', '[]', '"x"'],
  },
  {
    name: 'whole numbers of any size',
    schema: object({ i: { type: 'integer' } }),
    fit: ['9007199254740993', '-9223372036854775809', '123456789012345678901234567890', '-0', '0'].map(
      (text) => `{"i":${text}}`,
    ),
  },
  {
    name: 'floating numbers, to the last digit',
    schema: object({ n: { type: 'number' } }),
    fit: ['0.1', '1e3', '1.7976931348623157e308', '5e-324', '-123.456', '1E-7', '3.0'].map((text) => `{"n":${text}}`),
    misfit: ['{"n":"1"}'],
  },
  {
    name: 'strings beyond ASCII, escaped and not',
    schema: object({ s: { type: 'string', minLength: 1, maxLength: 8 } }),
    fit: ['{"s":"é世🚀"}', '{"s":"\\ud83d\\ude80"}', '{"s":"\\u0000\\n\\t\\"\\\\/"}', '{"s":"🚀🚀🚀🚀🚀🚀🚀🚀"}'],
    misfit: ['{"s":""}', '{"s":"123456789"}', '{"s":"🚀🚀🚀🚀🚀🚀🚀🚀🚀"}'],
  },
  {
    name: 'a string alone',
    schema: { ...draft('07'), type: 'string' },
    fit: ['"x"', '""', '"é"'],
    misfit: ['1', '{}'],
  },
  { name: 'a number alone', schema: { ...draft('07'), type: 'number' }, fit: ['1', '-2.5'], misfit: ['"1"'] },
  { name: 'a boolean alone', schema: { ...draft('07'), type: 'boolean' }, fit: ['true', 'false'], misfit: ['0'] },
  {
    name: 'an array alone, of unique items',
    schema: {
      ...draft('07'),
      type: 'array',
      items: { type: ['integer', 'string'] },
      uniqueItems: true,
      minItems: 1,
      maxItems: 3,
    },
    fit: ['[1]', '[1,"1"]', '["a","b",3]'],
    misfit: ['[]', '[1,1]', '[1,2,3,4]', '[1.5]'],
  },
  {
    name: 'draft 4: exclusive limits are booleans',
    schema: object({ n: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 10 } }, draft('04')),
    fit: ['{"n":0.5}', '{"n":10}'],
    misfit: ['{"n":0}', '{"n":10.5}'],
  },
  {
    name: 'draft 6: const, contains, names of properties',
    schema: object(
      { c: { const: { a: [1] } }, l: { contains: { type: 'string' } } },
      { ...draft('06'), propertyNames: { pattern: '^[a-z]+$' } },
    ),
    fit: ['{"c":{"a":[1]},"l":[1,"x"]}'],
    misfit: ['{"c":{"a":[2]}}', '{"l":[1]}', '{"A":1}'],
  },
  {
    name: 'draft 7: if, then, else',
    schema: object(
      { unit: { enum: ['K', 'C'] }, t: { type: 'number' } },
      {
        ...draft('07'),
        if: { properties: { unit: { const: 'K' } }, required: ['unit'] },
        // biome-ignore lint/suspicious/noThenProperty: it is the keyword's name
        then: { properties: { t: { minimum: 0 } } },
        else: { properties: { t: { minimum: -273.15 } } },
      },
    ),
    fit: ['{"unit":"K","t":0}', '{"unit":"C","t":-273.15}'],
    misfit: ['{"unit":"K","t":-1}', '{"unit":"C","t":-300}', '{"unit":"F"}'],
  },
  {
    name: 'draft 2019-09: required by others, nothing unevaluated',
    schema: {
      ...newer('2019-09'),
      type: 'object',
      allOf: [{ properties: { a: { type: 'integer' } } }],
      properties: { b: {} },
      dependentRequired: { a: ['b'] },
      unevaluatedProperties: false,
    },
    fit: ['{"a":1,"b":2}', '{"b":null}', '{}'],
    misfit: ['{"a":1}', '{"c":1}'],
  },
  {
    name: 'draft 2020-12: items by their place, definitions by anchors',
    schema: {
      ...newer('2020-12'),
      type: 'array',
      prefixItems: [{ type: 'string' }, { $ref: '#whole' }],
      items: { $ref: '#/$defs/flag' },
      $defs: { whole: { $anchor: 'whole', type: 'integer' }, flag: { type: 'boolean' } },
    },
    fit: ['["x",1]', '["x",1,true,false]', '[]'],
    misfit: ['[1]', '["x","y"]', '["x",1,1]'],
  },
  {
    name: 'a tree that refers to itself',
    schema: {
      ...draft('07'),
      ...object({ v: { type: 'integer' }, children: { type: 'array', items: { $ref: '#' } } }),
    },
    fit: ['{"v":1,"children":[{"v":2,"children":[]},{"children":[{"v":3}]}]}'],
    misfit: ['{"children":[{"children":[{"v":"3"}]}]}'],
  },
  {
    name: 'definitions that refer to each other',
    schema: {
      ...draft('07'),
      $ref: '#/definitions/a',
      definitions: {
        a: object({ b: { $ref: '#/definitions/b' } }),
        b: object({ a: { $ref: '#/definitions/a' }, 'x/y~z': { $ref: '#/definitions/x~1y~0z' } }),
        'x/y~z': { type: 'integer' },
      },
    },
    fit: ['{"b":{"a":{"b":{"x/y~z":1}}}}'],
    misfit: ['{"b":{"a":{"b":1}}}', '{"b":{"x/y~z":"1"}}'],
  },
  {
    name: 'one of several',
    schema: {
      ...draft('07'),
      oneOf: [
        object({ circle: { type: 'number' } }, { required: ['circle'] }),
        object({ square: { type: 'number' } }, { required: ['square'] }),
      ],
    },
    fit: ['{"circle":1.5}', '{"square":2}'],
    misfit: ['{"circle":1,"square":2}', '{}', '1'],
  },
  {
    name: 'any of, all of, none of',
    schema: {
      ...draft('07'),
      allOf: [{ type: 'object' }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
      not: { required: ['c'] },
    },
    fit: ['{"a":1}', '{"b":1}', '{"a":1,"b":2}'],
    misfit: ['{}', '{"a":1,"c":1}'],
  },
  {
    name: 'formats of strings',
    schema: object({
      at: { type: 'string', format: 'date-time' },
      mail: { type: 'string', format: 'email' },
      link: { type: 'string', format: 'uri' },
      id: { type: 'string', format: 'uuid' },
    }),
    fit: [
      '{"at":"2026-11-21T12:00:00Z","mail":"a@example.org","link":"https://example.org/x?y=1","id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}',
    ],
    misfit: ['{"at":5}'],
  },
  {
    name: 'patterns of strings and of names',
    schema: object(
      { code: { type: 'string', pattern: '^[A-Z]{2}-\\d+$' } },
      { patternProperties: { '^x_': { type: 'integer' } }, additionalProperties: { type: 'string' } },
    ),
    fit: ['{"code":"AB-12","x_a":1,"rest":"s"}'],
    misfit: ['{"code":"ab-12"}', '{"x_a":"1"}', '{"rest":1}'],
  },
  {
    name: 'one of given values of any type',
    schema: object({ e: { enum: ['a', 1, null, true, [1, 2], { k: 'v' }] } }),
    fit: ['"a"', '1', 'null', 'true', '[1,2]', '{"k":"v"}'].map((text) => `{"e":${text}}`),
    misfit: ['"b"', '2', '[2,1]', '{"k":"w"}'].map((text) => `{"e":${text}}`),
  },
  {
    name: 'multiples and limits',
    schema: object({ n: { type: 'number', multipleOf: 0.5, exclusiveMinimum: 0, exclusiveMaximum: 10 } }),
    fit: ['{"n":0.5}', '{"n":9.5}', '{"n":3}'],
    misfit: ['{"n":0.25}', '{"n":0}', '{"n":10}'],
  },
  {
    name: 'how many properties, and which belong together',
    schema: { ...draft('07'), type: 'object', minProperties: 1, maxProperties: 2, dependencies: { a: ['b'] } },
    fit: ['{"b":1}', '{"a":1,"b":2}'],
    misfit: ['{}', '{"a":1}', '{"b":1,"c":2,"d":3}'],
  },
  {
    name: 'names that programs stumble over',
    schema: object({ constructor: { type: 'integer' }, '': { type: 'string' }, 'a b"c': {}, toString: {} }),
    fit: ['{"constructor":1,"":"empty","a b\\"c":[],"toString":null}'],
    misfit: ['{"constructor":"x"}', '{"":1}'],
  },
  {
    name: 'defaults, titles and descriptions change nothing',
    schema: {
      title: 'Reading',
      description: 'é "quoted"',
      $comment: 'none',
      ...object({ a: { type: 'integer', default: 5, examples: [1] } }),
    },
    fit: ['{}', '{"a":1}'],
  },
  { name: 'a schema that says nothing', schema: draft('07'), fit: ['{}', '1', '"x"', '[{"a":[null]}]', 'true'] },
  {
    name: 'a schema of another subject, by a relative name',
    schema: object({ home: { $ref: 'address.json' }, work: { $ref: 'address.json' } }),
    references: [{ name: 'address.json', text: JSON.stringify(address) }],
    fit: ['{"home":{"street":"a","number":1},"work":{}}'],
    misfit: ['{"home":{"street":1}}', '{"work":{"else":1}}'],
  },
  {
    name: 'a schema of another subject, by its URL, and a part of it',
    schema: object({
      at: { $ref: 'https://example.org/point.json' },
      x: { $ref: 'https://example.org/point.json#/properties/x' },
    }),
    references: [
      {
        name: 'https://example.org/point.json',
        text: JSON.stringify({ $id: 'https://example.org/point.json', ...draft('07'), ...point }),
      },
    ],
    fit: ['{"at":{"x":1,"y":2},"x":3}'],
    misfit: ['{"at":{"x":1}}', '{"x":"3"}'],
  },
  {
    name: 'a schema of another subject that refers to a third',
    schema: { ...draft('07'), type: 'array', items: { $ref: 'line.json' } },
    references: [
      {
        name: 'line.json',
        text: JSON.stringify({
          ...draft('07'),
          ...object({ from: { $ref: 'point.json' }, to: { $ref: 'point.json' } }),
        }),
        references: [{ name: 'point.json', text: JSON.stringify({ ...draft('07'), ...point }) }],
      },
    ],
    fit: ['[{"from":{"x":1,"y":2},"to":{"x":3,"y":4}}]', '[]'],
    misfit: ['[{"from":{"x":1}}]'],
  },
]
