import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DependencyUnavailable } from '../../shared/http/errors/failures.ts'
import { SchemaRefused } from '../../shared/http/errors/schemas.ts'
import { createRegistry } from '../../shared/registry/client.ts'
import { createTransport } from '../../shared/registry/transport.ts'
import { stack } from '../support/stack.ts'
import { newSchema, newTopic } from './subjects.ts'
import { type Fault, openWay, type Way } from './way.ts'

const timeoutMs = 1_000
const soon = () => Date.now() + 10_000
const subject = `${newTopic()}-value`
const schema = { type: 'AVRO', text: newSchema(), references: [] } as const
const { id } = await createRegistry({ url: stack.registry }).register(schema, subject, soon())

/** Two ways to one registry, and a question that goes over them; how long its answer took, in milliseconds. */
async function twoWays(t: TestContext) {
  const [first, second] = [await openWay(t, stack.registry), await openWay(t, stack.registry)]
  const call = createTransport({ url: [first.url, second.url], now: Date.now })
  const ask = async () => {
    const begin = Date.now()
    const { body } = await call(`schemas/ids/${id}`, undefined, begin + timeoutMs)
    equal((body as { schema: string }).schema, schema.text)
    return Date.now() - begin
  }
  return { first, second, ask }
}

const counts = (...ways: readonly Way[]) => ways.map(({ requests }) => requests.length)

test('of two URLs that are well only the first is asked', async (t) => {
  const { first, second, ask } = await twoWays(t)
  await ask()
  await ask()
  deepEqual(counts(first, second), [2, 0])
})

const faults: readonly (readonly [what: string, fault: Fault, tries: number, atLeastMs: number])[] = [
  ['answers 500', { status: 500, body: '{"error_code":50001,"message":"no"}' }, 1, 0],
  ['answers 503', { status: 503, body: '' }, 1, 0],
  ['answers 429', { status: 429, body: '{"error_code":429,"message":"slow down"}' }, 1, 0],
  ['is not the registry', { status: 404, body: '<html>', type: 'text/html' }, 1, 0],
  ['sends elsewhere', 'redirect', 1, 0],
  ['answers without end', 'huge', 1, 0],
  ['breaks connections', 'reset', 2, 0],
  ['breaks connections in the middle of an answer', 'cut', 2, 0],
  ['gives no answer', 'silence', 1, timeoutMs / 2],
  ['stops in the middle of an answer', 'stall', 1, timeoutMs / 2],
]
for (const [what, fault, tries, atLeastMs] of faults) {
  test(`when the first ${what} the second is asked, and from then on at once`, async (t) => {
    const { first, second, ask } = await twoWays(t)
    first.fault = fault
    const ms = await ask()
    ok(ms >= atLeastMs - 20 && ms < atLeastMs + 400, `${ms} ms`)
    deepEqual(counts(first, second), [tries, 1])
    await ask()
    deepEqual(counts(first, second), [tries, 2])
  })
}

test('when nobody listens at the first the second is asked at once', async (t) => {
  const { first, second, ask } = await twoWays(t)
  await first.close()
  const ms = await ask()
  ok(ms < 400, `${ms} ms`)
  equal(second.requests.length, 1)
})

test('when the second fails in its turn the first is asked again', async (t) => {
  const { first, second, ask } = await twoWays(t)
  first.faults.push({ status: 500, body: '' })
  await ask()
  second.fault = { status: 500, body: '' }
  await ask()
  await ask()
  deepEqual(counts(first, second), [3, 2])
})

test('when all are away it is said at once', async (t) => {
  const { first, second, ask } = await twoWays(t)
  await Promise.all([first.close(), second.close()])
  const begin = Date.now()
  await rejects(ask(), DependencyUnavailable)
  ok(Date.now() - begin < 400)
})

test('when all are silent it is said at the time limit', async (t) => {
  const { first, second, ask } = await twoWays(t)
  first.fault = 'silence'
  second.fault = 'silence'
  const begin = Date.now()
  await rejects(ask(), DependencyUnavailable)
  const ms = Date.now() - begin
  ok(ms >= timeoutMs - 20 && ms < timeoutMs + 400, `${ms} ms`)
  deepEqual(counts(first, second), [1, 1])
})

test('a registration goes on at the second', async (t) => {
  const [first, second] = [await openWay(t, stack.registry), await openWay(t, stack.registry)]
  const registry = createRegistry({ url: [first.url, second.url], timeoutMs })
  first.faults.push({ status: 404, body: '{"error_code":40401,"message":"Subject not found."}' })
  first.fault = { status: 500, body: '' }
  const fresh = `${newTopic()}-value`
  equal((await registry.register({ ...schema, text: newSchema() }, fresh, soon())).version, 1)
  deepEqual(first.requests, [`POST /subjects/${fresh}`, `POST /subjects/${fresh}/versions`])
  equal(second.requests[0], `POST /subjects/${fresh}/versions`)
})

test('a no of the first is the registry’s no: the second is not asked', async (t) => {
  const { first, second } = await twoWays(t)
  const registry = createRegistry({ url: [first.url, second.url], timeoutMs })
  await rejects(registry.schema(2147483645, soon()), SchemaRefused)
  deepEqual(counts(first, second), [1, 0])
})

test('one that answers 5xx is asked once more after a pause', async (t) => {
  const way = await openWay(t, stack.registry)
  const registry = createRegistry({ url: way.url, timeoutMs })
  way.faults.push({ status: 503, body: '{"error_code":50302,"message":"Known leader is empty"}' })
  const begin = Date.now()
  equal((await registry.schema(id, soon())).text, schema.text)
  ok(Date.now() - begin >= 90)
  equal(way.requests.length, 2)
})

test('and not more often than that', async (t) => {
  const way = await openWay(t, stack.registry)
  way.fault = { status: 500, body: '' }
  await rejects(createRegistry({ url: way.url, timeoutMs }).schema(id, soon()), DependencyUnavailable)
  equal(way.requests.length, 2)
})

test('each URL has its own path and its own login', async (t) => {
  const [first, second] = [await openWay(t, stack.registry), await openWay(t, stack.registry)]
  const url = [first.url.replace('://', '://a:1@'), second.url.replace('://', '://b:2@')]
  first.fault = { status: 500, body: '' }
  await createRegistry({ url, timeoutMs }).schema(id, soon())
  equal(first.headers.authorization, `Basic ${Buffer.from('a:1').toString('base64')}`)
  equal(second.headers.authorization, `Basic ${Buffer.from('b:2').toString('base64')}`)
})
