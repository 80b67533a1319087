import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { type Case, type Facts, protobuf2, refused, stored } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'
import { register as registerAs } from './register.ts'
import { isId, schemaRequests } from './schema-requests.ts'

const schema = `
  syntax = "proto3";
  package shop;
  import "google/protobuf/timestamp.proto";
  message Order {
    int64 order_id = 1;
    Line line = 2;
    google.protobuf.Timestamp at = 3;
    enum Unit { PIECE = 0; KG = 1; }
    message Line { repeated int32 counts = 1; Unit unit = 2; }
  }
  message Other { string a = 1; }
`
const { produce, register, withSchema, withText, withId, registered } = schemaRequests(protobuf2, 'PROTOBUF', schema)

/** A schema of the topic that imports another subject's. */
async function importing({ topic }: Facts): Promise<{ id: string }> {
  const name = `line-${randomUUID()}.proto`
  const { version } = await register(name, {
    schema: 'syntax = "proto3"; package shop; message Line { int32 count = 1; }',
  })
  const text = `syntax = "proto3"; package shop; import "${name}"; message Order { Line line = 1; }`
  const references = [{ name, subject: name, version }]
  return { id: String((await register(`${topic}-value`, { schema: text, references })).id) }
}

/** What is stored behind the schema's id. */
const holds =
  (hex: string): NonNullable<Case['afterwards']> =>
  async ({ topic }) => {
    equal((await readTopic(topic, 1))[0]?.value?.subarray(5).toString('hex'), hex)
  }

export const produceProtobuf: readonly Case[] = [
  {
    name: 'schema text registers under <topic>-value; the id, the message’s index and the message are stored',
    contract: 'B.3',
    topic: {},
    request: withText(
      '{"order_id": 9007199254740993, "at": "1970-01-01T00:00:01Z", "line": {"counts": [1, 300], "unit": "KG"}}',
    ),
    answers: { status: 200 },
    async afterwards({ topic }, { json }) {
      const { value_schema_id: id, ...rest } = json as { value_schema_id: number }
      deepEqual(rest, {
        offsets: [{ partition: 0, offset: 0, error_code: null, error: null }],
        key_schema_id: null,
      })
      const latest = await fetch(`${stack.registry}/subjects/${topic}-value/versions/latest`)
      const found = (await latest.json()) as { id: number; schemaType: string }
      deepEqual([found.id, found.schemaType], [id, 'PROTOBUF'])
      const value = (await readTopic(topic, 1))[0]?.value
      deepEqual([value?.[0], value?.readUInt32BE(1)], [0, id])
      equal(value?.subarray(5).toString('hex'), '00' + '088180808080808010' + '12070a0301ac021001' + '1a020801')
    },
  },
  {
    name: 'keys have a schema of their own',
    contract: 'B.3',
    topic: {},
    request: produce({
      key_schema: 'syntax = "proto3"; message Key { string name = 1; }',
      value_schema: schema,
      records: [{ key: { name: 'k' }, value: {} }],
    }),
    answers: stored([[0, 0]], { key: isId as never, value: isId }),
    async afterwards({ topic }) {
      const [record] = await readTopic(topic, 1)
      deepEqual(
        [record?.key, record?.value].map((each) => each?.subarray(5).toString('hex')),
        ['000a016b', '00'],
      )
    },
  },
  {
    name: 'a registered schema is used by its id',
    contract: 'B.3 2',
    topic: {},
    given: registered,
    request: withId('{"orderId": "18"}'),
    answers: stored([[0, 0]], { value: isId }),
    afterwards: holds('000812'),
  },
  {
    name: 'an id that is not under the topic’s subject answers 422 with 42207',
    contract: 'B.3 2',
    async given() {
      const other = schema.replace('Other', `Other${randomUUID().replaceAll('-', '')}`)
      return { id: String((await register(`other-${randomUUID()}`, { schema: other })).id) }
    },
    request: withId('{}'),
    answers: refused(422, 42207, /^Error serializing message\./),
    afterwards: storesNothing,
  },
  {
    name: 'an Avro schema’s id answers 422 with 42207',
    contract: 'B.3 6',
    topic: {},
    async given({ topic }) {
      return { id: String((await registerAs(`${topic}-value`, { schema: '"int"' })).id) }
    },
    request: withId('{}'),
    answers: refused(422, 42207, /type AVRO, not PROTOBUF/),
  },
  {
    name: 'a schema’s imports come from the registry',
    contract: 'B.3',
    topic: {},
    given: importing,
    request: withId('{"line": {"count": 1}}'),
    answers: stored([[0, 0]], { value: isId }),
    afterwards: holds('000a020801'),
  },
  {
    name: 'a field that the message does not have answers 400 with its path and the record, and nothing is stored',
    contract: 'B.3',
    request: produce({ value_schema: schema, records: [{ value: {} }, { value: { line: { counts: [], more: 1 } } }] }),
    answers: refused(400, 400, /^Bad Request: \/value\/line\/more: shop\.Order\.Line has no such field \(record 1\)$/),
    afterwards: storesNothing,
  },
  ...[
    '{"orderId": 1.5}',
    '{"orderId": 9223372036854775808}',
    '{"line": {"unit": "TON"}}',
    '{"line": {"counts": ["x"]}}',
    '{"at": "yesterday"}',
    '{"__proto__": {}}',
    '[]',
    '1',
    'null',
  ].map(
    (datum): Case => ({
      name: `the datum ${datum} does not fit its schema: 400`,
      contract: 'B.3',
      request: withText(datum),
      answers: refused(400, 400, /^Bad Request: /),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'Protobuf values without a schema answer 422 with 42202',
    contract: 'B.3 4',
    request: produce({ records: [{ value: {} }] }),
    answers: refused(422, 42202),
    afterwards: storesNothing,
  },
  {
    name: 'without a schema null is a tombstone for Protobuf too',
    contract: 'B.3 4',
    topic: {},
    request: produce({ records: [{ value: null }] }),
    answers: stored([[0, 0]]),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1))[0]?.value, null)
    },
  },
  ...[
    '',
    'message',
    '{"type": "string"}',
    'syntax = "proto3"; message M { Unknown u = 1; }',
    'syntax = "proto3"; import "x.proto"; message M {}',
    'syntax = "proto3"; enum E { A = 0; }',
    'edition = "2022"; message M {}',
    `syntax = "proto3"; message M {${'message N {'.repeat(1_000)}${'}'.repeat(1_000)}}`,
  ].map(
    (text): Case => ({
      name: `the schema ${text === '' ? 'without text' : text.slice(0, 60)} is not valid: 422 with 42205`,
      contract: 'B.3 1',
      request: withSchema(text, '{}'),
      answers: refused(422, 42205, /^Invalid schema: /),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'messages deeper than serializers take are refused',
    contract: 'bad input',
    topic: {},
    request: withSchema('syntax = "proto3"; message M { M m = 1; }', `${'{"m":'.repeat(500)}{}${'}'.repeat(500)}`),
    answers: refused(400, 400, /100 messages deep/),
  },
]
