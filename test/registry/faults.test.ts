import { equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DependencyUnavailable } from '../../shared/http/errors/failures.ts'
import { createRegistry } from '../../shared/registry/client.ts'
import type { Registry } from '../../shared/registry/registry.ts'
import { stack } from '../support/stack.ts'
import { newSchema, newTopic } from './subjects.ts'
import { type Fault, openWay } from './way.ts'

const timeoutMs = 400
const subject = `${newTopic()}-value`
const schema = { type: 'AVRO', text: newSchema(), references: [] } as const
const soon = () => Date.now() + 10_000

const { id } = await createRegistry({ url: stack.registry }).register(schema, subject, soon())

const questions: [string, (registry: Registry) => Promise<unknown>][] = [
  ['a schema by id', (registry) => registry.schema(id, soon())],
  ['the version under a subject', (registry) => registry.version(id, subject, soon())],
  ['a registration', (registry) => registry.register(schema, subject, soon())],
]

const faults: [string, Fault][] = [
  ['gives no answer', 'silence'],
  ['stops in the middle of an answer', 'stall'],
  ['breaks every connection', 'reset'],
  ['breaks every connection in the middle of an answer', 'cut'],
  ['answers without end', 'huge'],
  ['sends elsewhere', 'redirect'],
  ['answers half a document', { status: 200, body: '{"id": 1' }],
  ['answers an empty document', { status: 200, body: '{}' }],
  ['answers things of other types', { status: 200, body: '{"schema":1,"id":"1","version":"1"}' }],
  ['answers a kind of schema unheard of', { status: 200, body: '{"schema":"","schemaType":"XML"}' }],
  ['answers a text', { status: 200, body: '"ok"' }],
  ['answers a page', { status: 200, body: '<html>', type: 'text/html' }],
  ['is not at this address', { status: 404, body: '<html>', type: 'text/html' }],
  ['is a gateway without a route', { status: 404, body: '{"message":"no Route matched"}' }],
  ['fails', { status: 500, body: '{"error_code":50001,"message":"Error in the backend data store"}' }],
  ['is starting', { status: 503, body: '' }],
  ['is asked too often', { status: 429, body: '{"error_code":429,"message":"slow down"}' }],
]
for (const [what, fault] of faults) {
  for (const [name, ask] of questions) {
    test(`${name} from a registry that ${what}: 503 within the deadline, and again well without a restart`, async (t) => {
      const way = await openWay(t, stack.registry)
      const registry = createRegistry({ url: way.url, timeoutMs })
      way.fault = fault
      await unavailable(ask(registry))
      way.fault = undefined
      await ask(registry)
    })
  }
}

async function unavailable(answer: Promise<unknown>): Promise<void> {
  const begin = Date.now()
  await rejects(answer, {
    constructor: DependencyUnavailable,
    status: 503,
    code: 503,
    message: 'The schema registry cannot be reached at the moment; try again.',
  })
  const waitedMs = Date.now() - begin
  ok(waitedMs < timeoutMs + 600, `waited ${waitedMs} ms`)
}

test('a registry that is away: 503 at once, and again well when it is back at its address', async (t) => {
  const gone = await openWay(t, stack.registry)
  await gone.close()
  const registry = createRegistry({ url: gone.url, timeoutMs })
  for (const [, ask] of questions) await unavailable(ask(registry))
  await openWay(t, stack.registry, Number(new URL(gone.url).port))
  for (const [, ask] of questions) await ask(registry)
})

for (const fault of ['reset', 'cut'] as const) {
  for (const [name, ask] of questions) {
    test(`${name} survives one broken connection (${fault}), not two`, async (t) => {
      const way = await openWay(t, stack.registry)
      const registry = () => createRegistry({ url: way.url, timeoutMs: 2_000 })
      way.faults.push(fault)
      await ask(registry())
      equal(way.requests.length, 2)
      way.faults.push(fault, fault)
      await rejects(ask(registry()), DependencyUnavailable)
      equal(way.requests.length, 4)
    })
  }
}

test('an idle connection that the registry has closed meanwhile costs nothing', async (t: TestContext) => {
  const way = await openWay(t, stack.registry)
  const registry = createRegistry({ url: way.url, timeoutMs: 2_000 })
  await registry.schema(id, soon())
  way.faults.push('reset')
  equal(await registry.version(id, subject, soon()), 1)
})
