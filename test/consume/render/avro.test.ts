import { deepEqual, equal, fail, ok, rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { createAvroReader } from '../../../shared/consume/render/avro.ts'
import { Output } from '../../../shared/consume/render/output.ts'
import { type PartWriter, SchemaNeeded, Undecodable } from '../../../shared/consume/render/part-writer.ts'
import { createRecordsWriter } from '../../../shared/consume/render/records-writer.ts'
import type { SchemaReaderOptions } from '../../../shared/consume/render/schema-reader.ts'
import { createAvroFormat } from '../../../shared/formats/avro-format.ts'
import { Forbidden } from '../../../shared/http/errors/access.ts'
import { UndecodableRecord } from '../../../shared/http/errors/consumer.ts'
import { DependencyUnavailable } from '../../../shared/http/errors/failures.ts'
import { createRegistry } from '../../../shared/registry/client.ts'
import { newSchema, newTopic } from '../../registry/subjects.ts'
import { openWay } from '../../registry/way.ts'
import { datum as json } from '../../support/datum.ts'
import { stack } from '../../support/stack.ts'
import { recordOf } from './record.ts'

const soon = () => Date.now() + 10_000
const flux = { name: 'flux', type: 'float' }
const band = { name: 'band', type: ['null', 'string'] }
const notFromRegistry = "it does not begin as the registry's serializers write"

const readerOf = (url = stack.registry, options?: SchemaReaderOptions) =>
  createAvroReader(createRegistry({ url }), options)

/** A message as this proxy produces it, with a schema that is registered. */
async function produced(text: string, datum: unknown): Promise<{ id: number; message: Buffer }> {
  const format = createAvroFormat(createRegistry({ url: stack.registry }))
  const { encode, schemaId } = await format.encoder('value', newTopic(), { text }, true, soon())
  return { id: schemaId as number, message: encode(json(datum)) as Buffer }
}

async function registered(type: 'AVRO' | 'JSON' | 'PROTOBUF', text: string): Promise<number> {
  const registry = createRegistry({ url: stack.registry })
  return (await registry.register({ type, text, references: [] }, `${newTopic()}-value`, soon())).id
}

function messageOf(id: number, ...datum: number[]): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(id, 1)
  return Buffer.concat([header, Buffer.from(datum)])
}

/** The text of a message, or what is needed first. */
function shown(write: PartWriter, message: Buffer): string | SchemaNeeded {
  const output = new Output(1)
  try {
    const size = write(
      output,
      Buffer.concat([Buffer.from([0xff]), message, Buffer.from([0xff])]),
      1,
      1 + message.length,
    )
    equal(size, output.length)
    return output.view().toString()
  } catch (error) {
    if (error instanceof SchemaNeeded) return error
    throw error
  }
}

function needed(write: PartWriter, message: Buffer): SchemaNeeded {
  const result = shown(write, message)
  if (typeof result === 'string') fail(`Nothing was needed for ${result}.`)
  return result
}

/** The text of a message whose schema may have to be loaded. */
async function loaded(write: PartWriter, message: Buffer): Promise<string> {
  const result = shown(write, message)
  if (typeof result === 'string') return result
  await result.load(soon())
  const again = shown(write, message)
  if (typeof again !== 'string') fail('The schema was loaded and is needed again.')
  return again
}

test('what was produced is read with the schema of its id, and what counts is the text', async () => {
  const { message } = await produced(newSchema(flux, band), { flux: 12.5, band: { string: 'é' } })
  equal(await loaded(readerOf(), message), '{"flux":12.5,"band":{"string":"é"}}')
})

test('a schema is loaded once for all records that wait for it, and then in memory', async (t) => {
  const way = await openWay(t, stack.registry)
  const write = readerOf(way.url)
  const { id, message } = await produced(newSchema(flux), { flux: 1 })
  await Promise.all(Array.from({ length: 20 }, () => needed(write, message).load(soon())))
  equal(shown(write, message), '{"flux":1.0}')
  deepEqual(way.requests, [`GET /schemas/ids/${id}`])
})

test('keys and values of a record may have schemas of their own', async () => {
  const key = await produced('"string"', 'k')
  const value = await produced(newSchema(flux), { flux: 0.1 })
  const records = createRecordsWriter(readerOf(), { headers: false, timestamp: false }, 1)
  records.begin('alerts', 0)
  const record = recordOf(0n, key.message, value.message)
  let loads = 0
  for (let missing = records.add(record); missing; missing = records.add(record)) {
    await missing.load(soon())
    loads++
  }
  equal(loads, 2)
  equal(records.payloadBytes, '"k"'.length + '{"flux":0.1}'.length)
  deepEqual(JSON.parse(records.finish().toString()), [
    { topic: 'alerts', key: 'k', value: { flux: 0.1 }, partition: 0, offset: 0 },
  ])
})

const foreign: [string, number[]][] = [
  ['no bytes', []],
  ['a header that is cut off', [0, 0, 0, 1]],
  ['JSON', [...Buffer.from('{"a":1}')]],
  ['another first byte', [1, 0, 0, 0, 1, 2]],
]
for (const [what, bytes] of foreign) {
  test(`${what} is not what the registry's serializers write: undecodable, and the registry is not asked`, async (t) => {
    const way = await openWay(t, stack.registry)
    throws(() => shown(readerOf(way.url), Buffer.from(bytes)), { constructor: Undecodable, message: notFromRegistry })
    deepEqual(way.requests, [])
  })
}

test('bytes that are not of their schema are undecodable, and it is said why', async () => {
  const { id, message } = await produced(newSchema(flux), { flux: 1 })
  const write = readerOf()
  await loaded(write, message)
  throws(() => shown(write, message.subarray(0, -1)), {
    constructor: Undecodable,
    message: `it does not fit its schema ${id}: it ends too early`,
  })
  throws(() => shown(write, Buffer.concat([message, Buffer.from([0])])), {
    constructor: Undecodable,
    message: `it does not fit its schema ${id}: 1 bytes are left over`,
  })
})

for (const id of [2147483645, 2147483648, 4294967295]) {
  test(`a record of schema ${id}, which the registry does not have, is undecodable`, async () => {
    await rejects(loaded(readerOf(), messageOf(id, 0)), {
      constructor: Undecodable,
      message: `the schema registry does not have its schema ${id}`,
    })
  })
}

test('that the registry does not have a schema is remembered for some seconds, then asked again', async (t) => {
  const way = await openWay(t, stack.registry)
  let now = Date.now()
  const registry = createRegistry({ url: way.url, refusalMs: 0 })
  const write = createAvroReader(registry, { now: () => now, refusalMs: 5_000 })
  const message = messageOf(2147483644, 0)
  await rejects(loaded(write, message), Undecodable)
  equal(way.requests.length, 1)
  now += 4_999
  throws(() => shown(write, message), Undecodable)
  equal(way.requests.length, 1)
  now += 1
  await needed(write, message).load(now + 10_000)
  equal(way.requests.length, 2)
})

test('a schema of another type makes the record undecodable, and the type is named', async () => {
  const json = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: newTopic(), type: 'object' })
  const protobuf = `syntax = "proto3"; message M${newTopic().replaceAll('-', '')} { int32 a = 1; }`
  for (const [type, text] of [
    ['JSON', json],
    ['PROTOBUF', protobuf],
  ] as const) {
    const id = await registered(type, text)
    await rejects(loaded(readerOf(), messageOf(id, 0)), {
      constructor: Undecodable,
      message: `its schema ${id} is of type ${type}, not AVRO`,
    })
  }
})

test('a schema that refers to others has their types', async () => {
  const registry = createRegistry({ url: stack.registry })
  const text = newSchema(flux)
  const { name } = JSON.parse(text)
  const { version } = await registry.register({ type: 'AVRO', text, references: [] }, `${name}-part`, soon())
  const references = [{ name, subject: `${name}-part`, version }]
  const referring = newSchema({ name: 'part', type: name })
  const { id } = await registry.register({ type: 'AVRO', text: referring, references }, `${newTopic()}-value`, soon())
  equal(await loaded(readerOf(), messageOf(id, 0, 0, 0xc0, 0x3f)), '{"part":{"flux":1.5}}')
})

test('a schema that is none makes the record undecodable', async (t) => {
  const way = await openWay(t, stack.registry)
  way.fault = { status: 200, body: JSON.stringify({ schema: '{"type":"nonsense"}' }) }
  await rejects(loaded(readerOf(way.url), messageOf(7, 0)), {
    constructor: Undecodable,
    message: /^its schema 7 cannot be used: /,
  })
})

test('a registry that is slow or away is 503 by the deadline, and no obstacle once it is back', async (t) => {
  const way = await openWay(t, stack.registry)
  const write = readerOf(way.url)
  const { message } = await produced(newSchema(flux), { flux: 1 })
  way.fault = { status: 503, body: '' }
  await rejects(needed(write, message).load(soon()), DependencyUnavailable)
  way.fault = 'silence'
  const begin = Date.now()
  await rejects(needed(write, message).load(begin + 200), DependencyUnavailable)
  ok(Date.now() - begin < 3_000)
  way.fault = undefined
  await way.close()
  const back = await openWay(t, stack.registry, Number(new URL(way.url).port))
  equal(await loaded(write, message), '{"flux":1.0}')
  ok(back.requests.length <= 1)
})

test('a registry that does not let the proxy in is 403, not the record’s fault', async (t) => {
  const way = await openWay(t, stack.registry)
  way.fault = { status: 403, body: JSON.stringify({ error_code: 40301, message: 'no' }) }
  await rejects(needed(readerOf(way.url), messageOf(7, 0)).load(soon()), Forbidden)
})

test('without a registry every record is undecodable', () => {
  throws(() => shown(createAvroReader(undefined), messageOf(7, 0)), {
    constructor: Undecodable,
    message: 'Avro needs a schema registry, and none is configured: set schema.registry.url',
  })
})

test('no more schemas are kept than allowed', async (t) => {
  const way = await openWay(t, stack.registry)
  const write = createAvroReader(createRegistry({ url: way.url, maxEntries: 4 }), { maxEntries: 4 })
  const messages: Buffer[] = []
  for (let i = 0; i < 10; i++) messages.push((await produced(newSchema(flux), { flux: i })).message)
  for (const message of messages) await loaded(write, message)
  equal(way.requests.length, 10)
  equal(shown(write, messages[9] as Buffer), '{"flux":9.0}')
  equal(await loaded(write, messages[0] as Buffer), '{"flux":0.0}')
  equal(way.requests.length, 11)
})

test('in an answer the record that cannot be shown is named', async () => {
  const write = readerOf()
  const { message } = await produced(newSchema(flux), { flux: 1 })
  await loaded(write, message)
  const records = createRecordsWriter(write, { headers: false, timestamp: false }, 1)
  records.begin('alerts', 2)
  equal(records.add(recordOf(7n, null, message)), undefined)
  throws(() => records.add(recordOf(8n, null, Buffer.from('{}'))), {
    constructor: UndecodableRecord,
    message: `The record at offset 8 of partition 2 of topic 'alerts' cannot be read: ${notFromRegistry}. Seek past it to go on.`,
  })
  equal(JSON.parse(records.finish().toString()).length, 1)
})
