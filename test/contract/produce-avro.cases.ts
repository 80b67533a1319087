import { deepEqual, equal } from 'node:assert/strict'
import avsc from 'avsc'
import { readTopic } from '../support/kafka.ts'
import { stack } from '../support/stack.ts'
import { avro2, type Call, type Case, type Facts, json2, post, refused, stored } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const order = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
}
const schema = JSON.stringify(order)
const anId = /^\d+$/

const produce = (body: unknown) => post('/topics/{topic}', avro2, body)

/** Produces one order with the schema's text, so that the topic's subject has it; its id. */
async function registered({ send }: Facts): Promise<{ id: string }> {
  const { json } = await send(produce({ value_schema: schema, records: [{ value: { id: 1, note: null } }] }))
  return { id: String((json as { value_schema_id: number }).value_schema_id) }
}

/** The same with the schema's id instead of its text. */
const withId =
  (records: string, part = 'value') =>
  ({ values }: Facts): Call =>
    produce(`{"${part}_schema_id": ${values.id}, "records": [${records}]}`)

/** Takes Confluent's wire format apart. */
function decode(bytes: Buffer | null | undefined): { id: number; datum: unknown } {
  equal(bytes?.[0], 0)
  return {
    id: bytes?.readUInt32BE(1) ?? -1,
    datum: avsc.Type.forSchema(order as never, { wrapUnions: true }).fromBuffer(bytes?.subarray(5) as never),
  }
}

const withText = (value: string): Call =>
  produce(`{"value_schema": ${JSON.stringify(schema)}, "records": [{"value": ${value}}]}`)

export const produceAvro: readonly Case[] = [
  {
    name: 'Avro with schema text registers under <topic>-value and returns value_schema_id',
    contract: 'H.4 24',
    topic: {},
    request: withText('{"id": 7, "note": {"string": "x"}}'),
    answers: { status: 200 },
    async afterwards({ topic }, { json }) {
      const { value_schema_id: id, ...rest } = json as { value_schema_id: number }
      deepEqual(rest, {
        offsets: [{ partition: 0, offset: 0, error_code: null, error: null }],
        key_schema_id: null,
      })
      const latest = await fetch(`${stack.registry}/subjects/${topic}-value/versions/latest`)
      equal(((await latest.json()) as { id: number }).id, id)
      deepEqual(plain(decode((await readTopic(topic, 1))[0]?.value)), { id, datum: { id: 7, note: { string: 'x' } } })
    },
  },
  {
    name: 'a key with schema text registers under <topic>-key and returns key_schema_id',
    contract: 'B.3',
    topic: {},
    request: produce({ key_schema: '"string"', records: [{ key: 'k' }] }),
    answers: { status: 200 },
    async afterwards({ topic }, { json }) {
      const { key_schema_id: id, value_schema_id: none } = json as { key_schema_id: number; value_schema_id: null }
      equal(none, null)
      const latest = await fetch(`${stack.registry}/subjects/${topic}-key/versions/latest`)
      equal(((await latest.json()) as { id: number }).id, id)
      const header = Buffer.alloc(5)
      header.writeUInt32BE(id, 1)
      const [record] = await readTopic(topic, 1)
      deepEqual(record?.key, Buffer.concat([header, Buffer.from([2, 0x6b])]))
      equal(record?.value, null)
    },
  },
  {
    name: 'a second produce that uses the returned id works',
    contract: 'H.4 25',
    topic: {},
    given: registered,
    request: withId('{"value": {"id": 9007199254740993, "note": null}}'),
    answers: { status: 200 },
    async afterwards({ topic, values }, { json }) {
      equal((json as { value_schema_id: number }).value_schema_id, Number(values.id))
      const second = (await readTopic(topic, 2))[1]?.value
      equal(second?.readUInt32BE(1), Number(values.id))
      // A zigzag varint of 9007199254740993, then the union's first branch.
      deepEqual(second?.subarray(5), Buffer.from('828080808080802000', 'hex'))
    },
  },
  {
    name: 'an id that is not under the topic’s subject answers 422 with 42207',
    contract: 'H.4 25',
    topic: {},
    async given({ send, topic }) {
      const other = await send(
        post(`/topics/${topic}`, avro2, {
          key_schema: JSON.stringify({ ...order, name: `K${Date.now()}x${Math.random().toString(36).slice(2)}` }),
          records: [{ key: { id: 1, note: null } }],
        }),
      )
      return { id: String((other.json as { key_schema_id: number }).key_schema_id) }
    },
    request: withId('{"value": {"id": 1, "note": null}}'),
    answers: refused(422, 42207, /^Error serializing message\./),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1)).length, 1)
    },
  },
  ...['2147483647', '0', '-1'].map(
    (id): Case => ({
      name: `the unknown schema id ${id} answers 422 with 42207`,
      contract: 'B.3',
      request: produce(`{"value_schema_id": ${id}, "records": [{"value": 1}]}`),
      answers: refused(422, 42207, /^Error serializing message\./),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'Avro values without a schema answer 422 with 42202',
    contract: 'H.4 26',
    request: produce({ records: [{ value: 1 }] }),
    answers: refused(422, 42202, /value schema/),
    afterwards: storesNothing,
  },
  {
    name: 'Avro keys without a schema answer 422 with 42201',
    contract: 'H.4 26',
    request: produce({ value_schema: schema, records: [{ key: 'k', value: { id: 1, note: null } }] }),
    answers: refused(422, 42201, /key schema/),
    afterwards: storesNothing,
  },
  {
    name: 'without a schema null is a null key and a tombstone',
    contract: 'B.3 4',
    topic: {},
    request: produce({ records: [{ key: null, value: null }, {}] }),
    answers: stored([
      [0, 0],
      [0, 1],
    ]),
    async afterwards({ topic }) {
      deepEqual(
        (await readTopic(topic, 2)).map(({ key, value }) => [key, value]),
        [
          [null, null],
          [null, null],
        ],
      )
    },
  },
  {
    name: 'a datum that misses a field answers 400, though the field has a default',
    contract: 'H.4 27',
    request: withText('{"id": 1}'),
    answers: refused(400, 400, /^Bad Request: .*note/),
    afterwards: storesNothing,
  },
  {
    name: 'a bare string for a nullable union answers 400, it must be {"string": …}',
    contract: 'H.4 28',
    request: withText('{"id": 1, "note": "x"}'),
    answers: refused(400, 400, /^Bad Request: /),
    afterwards: storesNothing,
  },
  {
    name: 'null with a schema that does not allow it answers 400',
    contract: 'H.4 29',
    request: withText('null'),
    answers: refused(400, 400, /^Bad Request: .*null/),
    afterwards: storesNothing,
  },
  ...[
    '{"id": "7", "note": null}',
    '{"id": 1.5, "note": null}',
    '{"id": 9223372036854775808, "note": null}',
    '{"id": 1, "note": {"int": 1}}',
    '{"id": 1, "note": {"string": 1}}',
    '{"id": 1, "note": {"string": "x", "int": 1}}',
    '{"id": 1, "note": {}}',
    '{"id": 1, "note": null, "more": 1}',
    '{"id": 1, "note": null, "__proto__": {}}',
    '{"__proto__": {"id": 1, "note": null}}',
    '{"id": 1, "note": {"__proto__": "x"}}',
    '{"id": 1, "note": {"constructor": "x"}}',
    '[]',
    '"x"',
    '1',
    'true',
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
    name: 'one datum of many that does not fit its schema: nothing of the request is produced',
    contract: 'B.3',
    request: produce({
      value_schema: schema,
      records: [...Array(20).fill({ value: { id: 1, note: null } }), { value: { id: 'x', note: null } }],
    }),
    answers: refused(400, 400, /record 20/),
    afterwards: storesNothing,
  },
  ...['{', 'not json', '{"type": "record"}', '{"type": "nonsense"}', '"nonsense"', 'null', '1', '""', ''].map(
    (text): Case => ({
      name: `the schema ${text === '' ? 'without text' : text} is not valid: 422 with 42205`,
      contract: 'B.3 1',
      request: produce({ value_schema: text, records: [{ value: 1 }] }),
      answers: refused(422, 42205),
      afterwards: storesNothing,
    }),
  ),
  {
    name: 'a schema that is not compatible with the subject’s earlier one answers 422 with 42207',
    contract: 'B.3 1',
    topic: {},
    given: registered,
    request: produce({
      value_schema: JSON.stringify({ ...order, fields: [...order.fields, { name: 'must', type: 'int' }] }),
      records: [{ value: { id: 1, note: null, must: 1 } }],
    }),
    answers: refused(422, 42207, /^Error serializing message\./),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 1)).length, 1)
    },
  },
  {
    name: 'a schema that is compatible with the earlier one is registered and used',
    contract: 'B.3 1',
    topic: {},
    given: registered,
    request: produce({
      value_schema: JSON.stringify({ ...order, fields: [...order.fields, { name: 'more', type: 'int', default: 0 }] }),
      records: [{ value: { id: 1, note: null, more: 2 } }],
    }),
    answers: stored([[0, 1]], { value: (id: number) => equal(Number.isInteger(id), true) }),
  },
  {
    name: 'schema text and schema id together answer 422',
    contract: 'B.3 5',
    request: produce({ value_schema: schema, value_schema_id: 1, records: [{ value: { id: 1, note: null } }] }),
    answers: refused(422, 422),
    afterwards: storesNothing,
  },
  {
    name: 'a topic that does not exist answers 200 with an entry of 50003 for Avro too',
    contract: 'H.4 22',
    topic: 'missing',
    request: withText('{"id": 1, "note": null}'),
    answers: stored([50003], { value: (id: number) => equal(anId.test(String(id)), true) }),
  },
  {
    name: 'bytes are characters up to ÿ, a map and an array are theirs, an enum is its symbol',
    contract: 'B.3',
    topic: {},
    request: produce({
      value_schema: JSON.stringify({
        type: 'record',
        name: 'All',
        fields: [
          { name: 'b', type: 'bytes' },
          { name: 'm', type: { type: 'map', values: 'int' } },
          { name: 'a', type: { type: 'array', items: 'boolean' } },
          { name: 'e', type: { type: 'enum', name: 'E', symbols: ['X', 'Y'] } },
        ],
      }),
      records: [{ value: { b: '\u0000ÿ', m: { k: 3 }, a: [true], e: 'Y' } }],
    }),
    answers: { status: 200 },
    async afterwards({ topic }) {
      const [record] = await readTopic(topic, 1)
      equal(record?.value?.subarray(5).toString('hex'), '0400ff02026b060002010002')
    },
  },
  {
    name: 'JSON and Avro requests to one topic do not mix up their formats',
    contract: 'A.2',
    topic: {},
    given: registered,
    request: post('/topics/{topic}', json2, { records: [{ value: { id: 1 } }] }),
    answers: stored([[0, 1]]),
    async afterwards({ topic }) {
      equal((await readTopic(topic, 2))[1]?.value?.toString(), '{"id":1}')
    },
  },
]

/** avsc's records have prototypes of their own, its unions too. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
