import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { type Case, type Facts, jsonschema2, refused, stored } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'
import { isId, schemaRequests } from './schema-requests.ts'

const $schema = 'http://json-schema.org/draft-07/schema#'
const order = {
  $schema,
  title: 'Order',
  type: 'object',
  properties: {
    id: { type: 'integer' },
    code: { type: 'string', pattern: '^[A-Z]{2,}$' },
    lines: { type: 'array', items: { $ref: '#/definitions/line' } },
  },
  required: ['id'],
  additionalProperties: false,
  definitions: {
    line: { type: 'object', properties: { count: { type: 'integer', minimum: 1 } }, required: ['count'] },
  },
}
const schema = JSON.stringify(order)
const { produce, register, withSchema, withText, withId, registered } = schemaRequests(jsonschema2, 'JSON', schema)

/** A schema of the topic that refers to another subject's. */
async function referring({ topic }: Facts): Promise<{ id: string }> {
  const name = `line-${randomUUID()}.json`
  const { version } = await register(name, { schema: JSON.stringify({ $schema, ...order.definitions.line }) })
  const text = JSON.stringify({ $schema, type: 'object', properties: { line: { $ref: name } } })
  const references = [{ name, subject: name, version }]
  return { id: String((await register(`${topic}-value`, { schema: text, references })).id) }
}

export const produceJsonSchema: readonly Case[] = [
  {
    name: 'schema text registers under <topic>-value; the id and the JSON as it was spelled are stored',
    contract: 'B.3',
    topic: {},
    request: withText('{ "lines": [],\n "code": "A\\u0042", "id": 1e2 }'),
    answers: { status: 200 },
    async afterwards({ topic }, { json }) {
      const { value_schema_id: id, ...rest } = json as { value_schema_id: number }
      deepEqual(rest, {
        offsets: [{ partition: 0, offset: 0, error_code: null, error: null }],
        key_schema_id: null,
      })
      const latest = await fetch(`${stack.registry}/subjects/${topic}-value/versions/latest`)
      const found = (await latest.json()) as { id: number; schemaType: string }
      deepEqual([found.id, found.schemaType], [id, 'JSON'])
      const value = (await readTopic(topic, 1))[0]?.value
      deepEqual([value?.[0], value?.readUInt32BE(1)], [0, id])
      equal(value?.subarray(5).toString(), '{"lines":[],"code":"A\\u0042","id":1e2}')
    },
  },
  {
    name: 'keys have a schema of their own',
    contract: 'B.3',
    topic: {},
    request: produce({
      key_schema: JSON.stringify({ $schema, type: 'string' }),
      value_schema: schema,
      records: [{ key: 'k', value: { id: 1 } }],
    }),
    answers: stored([[0, 0]], { key: isId as never, value: isId }),
    async afterwards({ topic }) {
      const [record] = await readTopic(topic, 1)
      deepEqual(
        [record?.key, record?.value].map((each) => each?.subarray(5).toString()),
        ['"k"', '{"id":1}'],
      )
    },
  },
  {
    name: 'a registered schema is used by its id',
    contract: 'B.3 2',
    topic: {},
    given: registered,
    request: withId('{"id": 9007199254740993}'),
    answers: stored([[0, 0]], { value: isId }),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1))[0]?.value?.subarray(5).toString(), '{"id":9007199254740993}')
    },
  },
  {
    name: 'an id that is not under the topic’s subject answers 422 with 42207',
    contract: 'B.3 2',
    async given() {
      const other = JSON.stringify({ ...order, title: randomUUID() })
      return { id: String((await register(`other-${randomUUID()}`, { schema: other })).id) }
    },
    request: withId('{"id": 1}'),
    answers: refused(422, 42207, /^Error serializing message\./),
    afterwards: storesNothing,
  },
  {
    name: 'an Avro schema’s id answers 422 with 42207',
    contract: 'B.3 6',
    topic: {},
    async given({ topic }) {
      return { id: String((await register(`${topic}-value`, { schemaType: 'AVRO', schema: '"int"' })).id) }
    },
    request: withId('1'),
    answers: refused(422, 42207, /type AVRO, not JSON/),
  },
  {
    name: 'a schema’s references come from the registry',
    contract: 'B.3',
    topic: {},
    given: referring,
    request: withId('{"line": {"count": 1}}'),
    answers: stored([[0, 0]], { value: isId }),
  },
  {
    name: 'what the schema refers to is checked, too',
    contract: 'B.3',
    topic: {},
    given: referring,
    request: withId('{"line": {"count": 0}}'),
    answers: refused(400, 400, /\/value\/line\/count: must be >= 1/),
  },
  {
    name: 'all that is wrong with a value is said at once, with JSON pointers, and nothing is stored',
    contract: 'B.3',
    request: produce({
      value_schema: schema,
      records: [{ value: { id: 1 } }, { value: { code: 'x', lines: [{ count: 1 }, { count: '1' }], more: 1 } }],
    }),
    answers: refused(
      400,
      400,
      /^Bad Request: (?=.*\/value: must have required property 'id')(?=.*\/value\/code: must match)(?=.*\/value\/lines\/1\/count: must be integer)(?=.*additional properties: "more").*\(record 1\)$/,
    ),
    afterwards: storesNothing,
  },
  {
    name: 'null is stored as the JSON null where the schema allows it',
    contract: 'B.3',
    topic: {},
    request: withSchema(JSON.stringify({ $schema, type: ['object', 'null'] }), 'null'),
    answers: stored([[0, 0]], { value: isId }),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1))[0]?.value?.subarray(5).toString(), 'null')
    },
  },
  {
    name: 'null answers 400 where the schema does not allow it',
    contract: 'B.3',
    request: withText('null'),
    answers: refused(400, 400, /does not allow null/),
    afterwards: storesNothing,
  },
  {
    name: 'values without a schema answer 422 with 42202',
    contract: 'B.3 4',
    request: produce({ records: [{ value: 1 }] }),
    answers: refused(422, 42202),
    afterwards: storesNothing,
  },
  {
    name: 'without a schema null is a tombstone',
    contract: 'B.3 4',
    topic: {},
    request: produce({ records: [{ value: null }] }),
    answers: stored([[0, 0]]),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1))[0]?.value, null)
    },
  },
  ...[
    '{',
    '1',
    '[]',
    '{"type": "nonsense"}',
    '{"$ref": "nowhere.json"}',
    '{"$schema": "http://example.org/own"}',
    '{"pattern": "(?=a)b"}',
    '{"pattern": "("}',
    `{"description": "${'x'.repeat(300_000)}"}`,
  ].map(
    (text): Case => ({
      name: `the schema ${text.slice(0, 40)} is not valid: 422 with 42205`,
      contract: 'B.3 1',
      request: withSchema(text, '1'),
      answers: refused(422, 42205, /^Invalid schema: /),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'a hostile pattern takes no longer than any other',
    contract: 'bad input',
    topic: {},
    request: withSchema(JSON.stringify({ $schema, pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' }), `"${'a'.repeat(50_000)}"`),
    answers: refused(400, 400, /must match pattern/),
    afterwards: storesNothing,
  },
  {
    name: 'a schema that doubles the work with every reference is given up',
    contract: 'bad input',
    topic: {},
    request: withSchema(doubling(60), '1'),
    answers: refused(400, 400, /takes too long to check/),
    afterwards: storesNothing,
  },
  {
    name: 'a schema that refers to itself without end is refused',
    contract: 'bad input',
    topic: {},
    request: withSchema(JSON.stringify({ $schema, $ref: '#' }), '1'),
    answers: refused(400, 400, /without end/),
    afterwards: storesNothing,
  },
]

/** Schemas that refer to the next one twice. */
function doubling(count: number): string {
  const definitions = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`s${i}`, { allOf: Array(2).fill({ $ref: `#/definitions/s${i + 1}` }) }]),
  )
  return JSON.stringify({
    $schema,
    allOf: [{ $ref: '#/definitions/s0' }],
    definitions: { ...definitions, [`s${count}`]: {} },
  })
}
