import { deepEqual, equal, notEqual, ok, rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { createAvroFormat } from '../../shared/formats/avro-format.ts'
import type { PartEncoder } from '../../shared/formats/format.ts'
import { JsonText } from '../../shared/formats/json-text.ts'
import type { SchemaFormatOptions } from '../../shared/formats/schema-format.ts'
import { DependencyUnavailable } from '../../shared/http/errors/failures.ts'
import { PayloadError } from '../../shared/http/errors/produce.ts'
import { BadRequest, Unprocessable } from '../../shared/http/errors/request.ts'
import { InvalidSchema, KeySchemaMissing, SchemaRefused, ValueSchemaMissing } from '../../shared/http/errors/schemas.ts'
import { createRegistry } from '../../shared/registry/client.ts'
import { newSchema, newTopic } from '../registry/subjects.ts'
import { openWay } from '../registry/way.ts'
import { datum as json } from '../support/datum.ts'
import { stack } from '../support/stack.ts'
import { decode } from './avro/reference.ts'

const soon = () => Date.now() + 10_000
const flux = { name: 'flux', type: 'float', default: 0 }
const band = { name: 'band', type: ['null', 'string'], default: null }

const formatOf = (url = stack.registry, options?: SchemaFormatOptions) =>
  createAvroFormat(createRegistry({ url }), options)

function encode(encoder: PartEncoder, datum: unknown): Buffer {
  const message = encoder.encode(json(datum))
  ok(message)
  return message
}

test('schema text is registered under <topic>-value, and the id of the answer is in the bytes', async () => {
  const [topic, text] = [newTopic(), newSchema(flux)]
  const encoder = await formatOf().encoder('value', topic, { text }, true, soon())
  const versions = await fetch(`${stack.registry}/subjects/${topic}-value/versions/1`)
  const { id } = (await versions.json()) as { id: number }
  equal(encoder.schemaId, id)
  const message = encode(encoder, { flux: 1.5 })
  equal(message.readUInt8(0), 0)
  equal(message.readUInt32BE(1), id)
  deepEqual(decode(JSON.parse(text), message), { flux: 1.5 })
})

test('key schemas have a subject of their own', async () => {
  const topic = newTopic()
  const format = formatOf()
  const key = await format.encoder('key', topic, { text: '"string"' }, true, soon())
  const value = await format.encoder('value', topic, { text: newSchema(flux) }, true, soon())
  notEqual(key.schemaId, value.schemaId)
  throws(() => key.encode(json(1)), { message: 'Bad Request: /key: expected string, found the number 1' })
  await rejects(
    async () => formatOf().encoder('key', topic, { id: value.schemaId as number }, true, soon()),
    SchemaRefused,
  )
})

test('the id that text was registered with works in later requests, here and in other processes', async () => {
  const [topic, text] = [newTopic(), newSchema(flux)]
  const format = formatOf()
  const first = await format.encoder('value', topic, { text }, true, soon())
  const id = first.schemaId as number
  for (const other of [format, formatOf()]) {
    const encoder = await other.encoder('value', topic, { id }, true, soon())
    equal(encoder.schemaId, id)
    deepEqual(encode(encoder, { flux: 2 }), encode(first, { flux: 2 }))
  }
})

test('an id that is not under the subject is refused: 422/42207', async () => {
  const format = formatOf()
  const { schemaId } = await format.encoder('value', newTopic(), { text: newSchema(flux) }, true, soon())
  const other = newTopic()
  await rejects(async () => format.encoder('value', other, { id: schemaId as number }, true, soon()), {
    constructor: SchemaRefused,
    code: 42207,
    message: `Error serializing message. Schema ${schemaId} is not registered under the subject ${other}-value.`,
  })
})

test('an id that the registry does not know is refused: 422/42207', async () => {
  await rejects(async () => formatOf().encoder('value', newTopic(), { id: 2147483645 }, true, soon()), {
    constructor: SchemaRefused,
    message: 'Error serializing message. Schema 2147483645 not found.',
  })
})

test('a schema that is not compatible with the subject is refused: 422/42207', async () => {
  const topic = newTopic()
  const format = formatOf()
  await format.encoder('value', topic, { text: newSchema(flux) }, true, soon())
  await rejects(async () => format.encoder('value', topic, { text: '"string"' }, true, soon()), {
    constructor: SchemaRefused,
    message: /^Error serializing message\. Incompatible artifact: /,
  })
})

test('text that is no Avro schema is refused without asking the registry: 422/42205', async (t) => {
  const way = await openWay(t, stack.registry)
  const format = formatOf(way.url)
  for (const text of [
    '',
    'string',
    '{"type":"record"}',
    JSON.stringify({ type: 'string', doc: 'x'.repeat(5_000_000) }),
  ]) {
    for (let i = 0; i < 2; i++) {
      await rejects(async () => format.encoder('value', newTopic(), { text }, true, soon()), {
        constructor: InvalidSchema,
        code: 42205,
      })
    }
  }
  deepEqual(way.requests, [])
})

test('a schema of another kind is refused: 422/42207', async () => {
  const topic = newTopic()
  const json = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: topic, type: 'object' })
  const schema = { type: 'JSON', text: json, references: [] } as const
  const { id } = await createRegistry({ url: stack.registry }).register(schema, `${topic}-value`, soon())
  await rejects(async () => formatOf().encoder('value', topic, { id }, true, soon()), {
    constructor: SchemaRefused,
    message: `Error serializing message. Schema ${id} is of type JSON, not AVRO.`,
  })
})

test('a schema that refers to others has their types', async () => {
  const topic = newTopic()
  const text = newSchema(flux)
  const { name } = JSON.parse(text)
  const registry = createRegistry({ url: stack.registry })
  const { version } = await registry.register({ type: 'AVRO', text, references: [] }, `${name}-part`, soon())
  const references = [{ name, subject: `${name}-part`, version }]
  const referring = newSchema({ name: 'part', type: name })
  const { id } = await registry.register({ type: 'AVRO', text: referring, references }, `${topic}-value`, soon())
  const encoder = await formatOf().encoder('value', topic, { id }, true, soon())
  deepEqual(encode(encoder, { part: { flux: 1.5 } }).subarray(5), Buffer.from('0000c03f', 'hex'))
})

test('data without a schema are refused: keys 422/42201, values 422/42202', () => {
  throws(() => formatOf().encoder('key', 'orders', {}, true, soon()), { constructor: KeySchemaMissing, code: 42201 })
  throws(() => formatOf().encoder('value', 'orders', {}, true, soon()), {
    constructor: ValueSchemaMissing,
    code: 42202,
  })
})

test('null without a schema is Kafka’s null, and nothing else can be encoded', () => {
  for (const [part, missing] of [
    ['key', KeySchemaMissing],
    ['value', ValueSchemaMissing],
  ] as const) {
    const encoder = formatOf().encoder(part, 'orders', {}, false, soon()) as PartEncoder
    equal(encoder.schemaId, null)
    equal(encoder.encode(null), null)
    throws(() => encoder.encode(json(1)), missing)
  }
})

test('text and id together are refused: 422', () => {
  throws(() => formatOf().encoder('value', 'orders', { text: '"int"', id: 1 }, true, soon()), {
    constructor: Unprocessable,
    code: 422,
    message: 'Give either value_schema or value_schema_id, not both.',
  })
})

test('without a registry a schema is refused with 422/42206, data with 422/42207, and null goes through', () => {
  const format = createAvroFormat(undefined)
  const message = 'Avro needs a schema registry, and none is configured: set schema.registry.url.'
  for (const schema of [{ text: '"int"' }, { id: 1 }]) {
    throws(() => format.encoder('value', 'orders', schema, true, soon()), {
      constructor: PayloadError,
      code: 42206,
      message,
    })
  }
  throws(() => format.encoder('value', 'orders', {}, true, soon()), {
    constructor: SchemaRefused,
    code: 42207,
    message: `Error serializing message. ${message}`,
  })
  const nulls = format.encoder('key', 'orders', {}, false, soon()) as PartEncoder
  equal(nulls.encode(null), null)
})

test('null with a schema that does not allow it is refused: 400', async () => {
  const encoder = await formatOf().encoder('value', newTopic(), { text: newSchema(flux) }, true, soon())
  throws(() => encoder.encode(null), {
    constructor: BadRequest,
    code: 400,
    message: 'Bad Request: /value: the schema does not allow null; send null values without a value schema',
  })
})

test('null with a schema that allows it is encoded, not a tombstone', async () => {
  for (const [text, bytes] of [
    ['["null","string"]', '00'],
    ['["string","null"]', '02'],
    ['"null"', ''],
  ] as const) {
    const encoder = await formatOf().encoder('value', newTopic(), { text }, true, soon())
    equal(encode(encoder, null).subarray(5).toString('hex'), bytes)
  }
})

test('null is a tombstone whatever the schema says, when the setting asks for that', async () => {
  const format = formatOf(stack.registry, { nullAlwaysEmpty: true })
  for (const text of [newSchema(flux), '["null","string"]']) {
    const encoder = await format.encoder('value', newTopic(), { text }, true, soon())
    equal(encoder.encode(null), null)
  }
})

test('a field with a default must be sent, and a union must be wrapped: 400', async () => {
  const encoder = await formatOf().encoder('value', newTopic(), { text: newSchema(flux, band) }, true, soon())
  ok(encoder.encode(json({ flux: 1, band: { string: 'y' } })))
  throws(() => encoder.encode(json({ flux: 1 })), {
    constructor: BadRequest,
    message: /^Bad Request: \/value\/band: missing; /,
  })
  throws(() => encoder.encode(json({ flux: 1, band: 'y' })), {
    constructor: BadRequest,
    message: 'Bad Request: /value/band: expected null or {"string": …}, found the string "y"',
  })
})

test('longs beyond 2^53 are taken from the text of the datum', async () => {
  const text = newSchema({ name: 'id', type: 'long' })
  const encoder = await formatOf().encoder('value', newTopic(), { text }, true, soon())
  const datum = '{"id": 9007199254740993}'
  const message = encoder.encode(JsonText.of(datum)) as Buffer
  deepEqual(decode(JSON.parse(text), message), { id: 9007199254740993n })
})

test('a schema that was used before is ready at once, by text and by id, without a call', async (t) => {
  const way = await openWay(t, stack.registry)
  const format = formatOf(way.url)
  const [topic, text] = [newTopic(), newSchema(flux)]
  const byText = await format.encoder('value', topic, { text }, true, soon())
  const byId = await format.encoder('value', topic, { id: byText.schemaId as number }, true, soon())
  const before = way.requests.length
  for (let i = 0; i < 3; i++) {
    equal(format.encoder('value', topic, { text: JSON.parse(JSON.stringify(text)) }, true, 0), byText)
    equal(format.encoder('value', topic, { id: byText.schemaId as number }, true, 0), byId)
  }
  equal(way.requests.length, before)
})

test('requests that bring the same new schema at the same time register it once', async (t) => {
  const way = await openWay(t, stack.registry)
  const format = formatOf(way.url)
  const [topic, text] = [newTopic(), newSchema(flux)]
  const asked = Array.from({ length: 50 }, async () => format.encoder('value', topic, { text }, true, soon()))
  equal(new Set(await Promise.all(asked)).size, 1)
  equal(way.requests.filter((request) => request.endsWith('/versions')).length, 1)
})

test('refused schemas are refused at once for some seconds, then asked for again', async (t) => {
  const way = await openWay(t, stack.registry)
  let now = Date.now()
  const registry = createRegistry({ url: way.url, refusalMs: 0 })
  const format = createAvroFormat(registry, { now: () => now, refusalMs: 5_000 })
  const topic = newTopic()
  await formatOf().encoder('value', topic, { text: newSchema(flux) }, true, soon())
  const ask = () =>
    rejects(async () => format.encoder('value', topic, { text: '"int"' }, true, now + 10_000), SchemaRefused)
  await ask()
  const asked = way.requests.length
  now += 4_999
  await ask()
  equal(way.requests.length, asked)
  now += 1
  await ask()
  equal(way.requests.length, 2 * asked)
})

test('a registry that is slow or away is 503 by the deadline, and no obstacle once it is back', async (t) => {
  const way = await openWay(t, stack.registry)
  const format = formatOf(way.url)
  const [topic, text] = [newTopic(), newSchema(flux)]
  way.fault = { status: 503, body: '' }
  await rejects(async () => format.encoder('value', topic, { text }, true, soon()), DependencyUnavailable)
  way.fault = 'silence'
  const begin = Date.now()
  await rejects(async () => format.encoder('value', newTopic(), { text }, true, begin + 200), DependencyUnavailable)
  ok(Date.now() - begin < 1_000)
  way.fault = undefined
  ok(await format.encoder('value', topic, { text }, true, soon()))
})

test('no more encoders are kept than allowed', async (t) => {
  const way = await openWay(t, stack.registry)
  const format = createAvroFormat(createRegistry({ url: way.url, maxEntries: 4 }), { maxEntries: 4 })
  const topics = Array.from({ length: 10 }, newTopic)
  for (const topic of topics) await format.encoder('value', topic, { text: '"int"' }, true, soon())
  const asked = way.requests.length
  ok(format.encoder('value', topics[9] as string, { text: '"int"' }, true, 0) instanceof Promise === false)
  await format.encoder('value', topics[0] as string, { text: '"int"' }, true, soon())
  equal(way.requests.length, asked + 1)
})
