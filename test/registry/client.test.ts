import { deepEqual, equal, notEqual, ok, rejects, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { Forbidden } from '../../shared/http/errors/access.ts'
import { DependencyUnavailable } from '../../shared/http/errors/failures.ts'
import { SchemaRefused } from '../../shared/http/errors/schemas.ts'
import { createRegistry, type RegistryOptions } from '../../shared/registry/client.ts'
import type { RegistrySchema } from '../../shared/registry/registry.ts'
import { stack } from '../support/stack.ts'
import { newSchema, newTopic } from './subjects.ts'
import { openWay } from './way.ts'

const soon = () => Date.now() + 10_000
const avro = (text: string): RegistrySchema => ({ type: 'AVRO', text, references: [] })
const a = { name: 'a', type: 'int' }
const b = { name: 'b', type: 'string', default: '' }

const real = (options: Partial<RegistryOptions> = {}) => createRegistry({ url: stack.registry, ...options })

/** An id that has one version under one subject. */
async function registered() {
  const subject = `${newTopic()}-value`
  const text = newSchema(a)
  return { subject, text, ...(await real().register(avro(text), subject, soon())) }
}

test('a schema that is new to a subject is registered as its first version', async (t) => {
  const way = await openWay(t, stack.registry)
  const subject = `${newTopic()}-value`
  const { id, version } = await real({ url: way.url }).register(avro(newSchema(a)), subject, soon())
  equal(version, 1)
  equal(await real().version(id, subject, soon()), 1)
  deepEqual(way.requests, [
    `POST /subjects/${subject}`,
    `POST /subjects/${subject}/versions`,
    `POST /subjects/${subject}`,
  ])
})

test('a schema that a subject has is found, not registered again', async (t) => {
  const { subject, text, id } = await registered()
  const way = await openWay(t, stack.registry)
  deepEqual(await real({ url: way.url }).register(avro(text), subject, soon()), { id, version: 1 })
  deepEqual(way.requests, [`POST /subjects/${subject}`])
})

test('a compatible schema becomes the next version', async () => {
  const { subject, text, id } = await registered()
  const next = JSON.parse(text)
  next.fields.push(b)
  const second = await real().register(avro(JSON.stringify(next)), subject, soon())
  equal(second.version, 2)
  notEqual(second.id, id)
})

test('a schema is fetched by its id', async () => {
  const { text, id } = await registered()
  deepEqual(await real().schema(id, soon()), { type: 'AVRO', text, references: [] })
})

test('schemas of other kinds and references are told', async () => {
  const registry = real()
  const json = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: newTopic(), type: 'object' })
  const { id } = await registry.register({ type: 'JSON', text: json, references: [] }, `${newTopic()}-value`, soon())
  deepEqual(await real().schema(id, soon()), { type: 'JSON', text: json, references: [] })

  const other = await registered()
  const name = JSON.parse(other.text).name
  const references = [{ name, subject: other.subject, version: 1 }]
  const referring = { ...avro(newSchema({ name: 'other', type: name })), references }
  const place = await registry.register(referring, `${newTopic()}-value`, soon())
  deepEqual(await real().schema(place.id, soon()), referring)
})

test('an id that the registry does not know is refused: 422/42207', async () => {
  const refused = {
    constructor: SchemaRefused,
    status: 422,
    code: 42207,
    message: 'Error serializing message. Schema 2147483647 not found.',
  }
  await rejects(real().schema(2147483647, soon()), refused)
  await rejects(real().version(2147483647, 'any-value', soon()), refused)
})

for (const id of [-1, 1.5, 2 ** 31, Number.NaN]) {
  test(`the id ${id} cannot exist; the registry is not asked`, async (t) => {
    const way = await openWay(t, stack.registry)
    const registry = real({ url: way.url })
    await rejects(registry.schema(id, soon()), SchemaRefused)
    await rejects(registry.version(id, 'any-value', soon()), SchemaRefused)
    deepEqual(way.requests, [])
  })
}

test('an id of another subject is refused: 422/42207', async () => {
  const { id } = await registered()
  await rejects(real().version(id, 'other-value', soon()), {
    constructor: SchemaRefused,
    code: 42207,
    message: `Error serializing message. Schema ${id} is not registered under the subject other-value.`,
  })
})

test('an incompatible schema is refused with the registry’s reason and no Java: 422/42207', async () => {
  const { subject } = await registered()
  await rejects(real().register(avro('{"type":"string"}'), subject, soon()), (error) => {
    ok(error instanceof SchemaRefused)
    equal(error.code, 42207)
    ok(error.message.startsWith(`Error serializing message. Incompatible artifact: ${subject} [AVRO]`), error.message)
    return true
  })
})

test('text that the registry cannot read is refused: 422/42207', async () => {
  await rejects(real().register(avro('{"type":"rec'), `${newTopic()}-value`, soon()), {
    constructor: SchemaRefused,
    message: 'Error serializing message. Failed to discover artifact type from content.',
  })
})

test('subjects are encoded, and the base URL may end in a slash', async () => {
  const subject = `${newTopic()}/ü ?#%-value`
  const registry = real({ url: `${stack.registry}/` })
  const { id } = await registry.register(avro(newSchema(a)), subject, soon())
  const versions = await fetch(`${stack.registry}/subjects/${encodeURIComponent(subject)}/versions`)
  deepEqual(await versions.json(), [1])
  equal(await real().version(id, subject, soon()), 1)
})

test('what was answered once is not asked again', async (t) => {
  const { subject, text, id } = await registered()
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url })
  for (let i = 0; i < 3; i++) {
    await registry.schema(id, soon())
    await registry.version(id, subject, soon())
    await registry.register(avro(text), subject, soon())
  }
  equal(way.requests.length, 3)
})

test('after a registration the id and its version are known without a call', async (t) => {
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url })
  const [subject, text] = [`${newTopic()}-value`, newSchema(a)]
  const { id } = await registry.register(avro(text), subject, soon())
  const before = way.requests.length
  equal((await registry.schema(id, soon())).text, text)
  equal(await registry.version(id, subject, soon()), 1)
  equal(way.requests.length, before)
})

test('all who ask at the same time share one call', async (t) => {
  const { subject, text, id } = await registered()
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url })
  const asked = Array.from({ length: 50 }, () => [
    registry.schema(id, soon()),
    registry.version(id, subject, soon()),
    registry.register(avro(text), subject, soon()),
  ])
  await Promise.all(asked.flat())
  equal(way.requests.length, 3)
})

test('a refusal is repeated for some seconds without asking, then asked again', async (t) => {
  const way = await openWay(t, stack.registry)
  let now = Date.now()
  const registry = real({ url: way.url, now: () => now, refusalMs: 5_000 })
  const ask = () => rejects(registry.schema(2147483646, now + 10_000), SchemaRefused)
  await ask()
  now += 4_999
  await ask()
  equal(way.requests.length, 1)
  now += 1
  await ask()
  equal(way.requests.length, 2)
})

test('the memory for schemas is bounded; what is used stays', async (t) => {
  const [kept, ...others] = await Promise.all(Array.from({ length: 7 }, registered))
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url, maxEntries: 4 })
  for (const other of others) {
    await registry.schema(kept?.id as number, soon())
    await registry.schema(other.id, soon())
  }
  equal(way.requests.length, 7)
  await registry.schema(others[0]?.id as number, soon())
  equal(way.requests.length, 8)
})

test('the memory for schema text is bounded', async (t) => {
  const [first, second] = await Promise.all([registered(), registered()])
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url, maxCharacters: 10 })
  for (const id of [first.id, second.id, first.id, second.id, first.id]) await registry.schema(id, soon())
  ok(way.requests.length >= 2)
})

test('credentials come from the settings or the URL, as basic authentication', async (t) => {
  const way = await openWay(t, stack.registry)
  const { id } = await registered()
  await real({ url: way.url, userInfo: 'proxy:s3:cret' }).schema(id, soon())
  equal(way.headers.authorization, `Basic ${Buffer.from('proxy:s3:cret').toString('base64')}`)
  await real({ url: way.url.replace('://', '://proxy:s%40cret@') }).schema(id, soon())
  equal(way.headers.authorization, `Basic ${Buffer.from('proxy:s@cret').toString('base64')}`)
  await real({ url: way.url, headers: { authorization: 'Bearer t', 'x-tenant': 'a' } }).schema(id, soon())
  equal(way.headers.authorization, 'Bearer t')
  equal(way.headers['x-tenant'], 'a')
  await real({ url: way.url }).schema(id, soon())
  equal(way.headers.authorization, undefined)
})

for (const url of ['', 'localhost:8081', 'registry', 'ftp://registry']) {
  test(`${JSON.stringify(url)} is not the URL of a registry`, () => {
    throws(() => createRegistry({ url }), TypeError)
  })
}

for (const status of [401, 403]) {
  test(`a registry that answers ${status} makes it 403/40301, each time anew`, async (t) => {
    const way = await openWay(t, stack.registry)
    const { id, subject } = await registered()
    way.fault = { status, body: '{"error_code":40301,"message":"User is denied operation Read"}' }
    const registry = real({ url: way.url })
    await rejects(registry.schema(id, soon()), {
      constructor: Forbidden,
      status: 403,
      code: 40301,
      message: `The schema registry does not give this proxy access to schema ${id}. User is denied operation Read`,
    })
    await rejects(registry.version(id, subject, soon()), Forbidden)
    await rejects(registry.register(avro('"int"'), subject, soon()), Forbidden)
    way.fault = undefined
    await registry.schema(id, soon())
  })
}

test('a refusal of an unknown kind without a reason names the status', async (t) => {
  const way = await openWay(t, stack.registry)
  way.fault = { status: 405, body: '', type: 'text/html' }
  await rejects(real({ url: way.url }).register(avro('"int"'), 'read-only-value', soon()), {
    constructor: SchemaRefused,
    message:
      'Error serializing message. The schema registry refused the schema for the subject read-only-value with HTTP 405.',
  })
})

test('the deadline of one caller does not end the call for another', async (t) => {
  const { id } = await registered()
  const way = await openWay(t, stack.registry)
  way.faults.push('silence')
  const registry = real({ url: way.url, timeoutMs: 800 })
  const begin = Date.now()
  const patient = rejects(registry.schema(id, soon()), DependencyUnavailable)
  await rejects(registry.schema(id, begin + 100), DependencyUnavailable)
  const waitedMs = Date.now() - begin
  ok(waitedMs >= 90 && waitedMs < 700, `waited ${waitedMs} ms`)
  await patient
  equal(way.requests.length, 1)
})

test('a deadline that has passed is not waited for, unless the answer is in memory', async () => {
  const { id } = await registered()
  const registry = real()
  await rejects(registry.schema(id, Date.now() - 1), DependencyUnavailable)
  await registry.schema(id, soon())
  await registry.schema(id, Date.now() - 1)
})

test('a version of a subject is fetched once, and known by its id from then on', async (t) => {
  const { subject, text, id } = await registered()
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url })
  equal(registry.knownSchema(id), undefined)
  const first = await registry.underSubject(subject, 1, soon())
  deepEqual(first, { type: 'AVRO', text, references: [], id, version: 1 })
  equal(registry.underSubject(subject, 1, soon()), first)
  deepEqual(registry.knownSchema(id), { type: 'AVRO', text, references: [] })
  deepEqual(way.requests, [`GET /subjects/${subject}/versions/1`])
})

test('a subject’s latest version is asked for again after some seconds', async () => {
  const { subject, text, id } = await registered()
  let time = Date.now()
  const registry = real({ latestMs: 5_000, now: () => time })
  equal((await registry.underSubject(subject, 'latest', soon())).id, id)
  const next = JSON.parse(text)
  next.fields.push(b)
  const second = await real().register(avro(JSON.stringify(next)), subject, soon())
  time += 4_999
  equal((await registry.underSubject(subject, 'latest', soon())).version, 1)
  time += 1
  deepEqual(
    await Promise.resolve(registry.underSubject(subject, 'latest', time + 10_000)).then(({ id, version }) => ({
      id,
      version,
    })),
    second,
  )
})

test('a version or a subject that there is not is refused: 422/42207', async () => {
  const { subject } = await registered()
  const registry = real()
  await rejects(async () => registry.underSubject(subject, 7, soon()), SchemaRefused)
  await rejects(async () => registry.underSubject(`${newTopic()}-value`, 'latest', soon()), SchemaRefused)
})

test('where schemas may not be registered, one that the subject does not have is refused: 422/42207', async (t) => {
  const { subject, text, id } = await registered()
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url, register: false })
  equal((await registry.register(avro(text), subject, soon())).id, id)
  await rejects(registry.register(avro(newSchema(a)), subject, soon()), {
    constructor: SchemaRefused,
    message: `Error serializing message. ${subject} does not have the schema, and this proxy may not register it.`,
  })
  deepEqual(way.requests, [`POST /subjects/${subject}`, `POST /subjects/${subject}`])
})

test('in their normal form schemas are looked up and registered', async (t) => {
  const way = await openWay(t, stack.registry)
  const subject = `${newTopic()}-value`
  const { id } = await real({ url: way.url, normalize: true }).register(avro(newSchema(a)), subject, soon())
  ok(id > 0)
  deepEqual(way.requests, [
    `POST /subjects/${subject}?normalize=true`,
    `POST /subjects/${subject}/versions?normalize=true`,
    `POST /subjects/${subject}?normalize=true`,
  ])
})

for (const subject of ['', '.', '..']) {
  test(`${JSON.stringify(subject)} is not the name of a subject: the registry would be asked about something else`, async (t) => {
    const way = await openWay(t, stack.registry)
    const registry = real({ url: way.url })
    await rejects(async () => registry.underSubject(subject, 'latest', soon()), SchemaRefused)
    await rejects(registry.register(avro('"int"'), subject, soon()), SchemaRefused)
    deepEqual(way.requests, [])
  })
}

test('a subject with half a surrogate pair is asked for without it', async (t) => {
  const way = await openWay(t, stack.registry)
  await rejects(async () => real({ url: way.url }).underSubject('a\ud800', 1, soon()), SchemaRefused)
  deepEqual(way.requests, ['GET /subjects/a%EF%BF%BD/versions/1'])
})

test('many ids that there are not push out none of the schemas', async (t) => {
  const { id } = await registered()
  const way = await openWay(t, stack.registry)
  const registry = real({ url: way.url, maxEntries: 4 })
  await registry.schema(id, soon())
  for (let unknown = 2147483000; unknown < 2147483020; unknown++) await rejects(registry.schema(unknown, soon()))
  const before = way.requests.length
  await registry.schema(id, soon())
  equal(way.requests.length, before)
})

test('each cache is shown with what it holds', async () => {
  const { subject, text, id } = await registered()
  const caches = new Map<string, () => { entries: number; weight: number }>()
  const registry = real({ watchCache: (name, holding) => caches.set(name, holding) })
  const shown = () => Object.fromEntries([...caches].map(([name, holding]) => [name, holding().entries]))
  deepEqual(shown(), { schemas: 0, versions: 0, 'subject-versions': 0, 'latest-versions': 0, ids: 0 })
  await registry.schema(id, soon())
  await rejects(registry.schema(2147483643, soon()))
  await registry.version(id, subject, soon())
  await registry.underSubject(subject, 'latest', soon())
  deepEqual(shown(), { schemas: 2, versions: 1, 'subject-versions': 0, 'latest-versions': 1, ids: 0 })
  equal(caches.get('schemas')?.().weight, text.length)
})
