import { deepEqual, equal, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { REGISTRY_TYPE } from '../../shared/http/media-types.ts'
import { register } from '../contract/register.ts'
import { newSchema, newTopic } from '../registry/subjects.ts'
import { type Fault, openWay, type Way } from '../registry/way.ts'
import { stack } from '../support/stack.ts'
import { startApp, type Target, targets } from '../support/targets.ts'

const timeoutMs = 600
const subject = `${newTopic()}-value`
const schema = newSchema({ name: 'a', type: 'int' })
const { id } = await register(subject, { schema })

/** A proxy that serves a registry, and the way to that. */
async function served(t: TestContext, start: typeof startApp = startApp): Promise<{ way: Way; proxy: Target }> {
  const way = await openWay(t, stack.registry)
  const proxy = await start({
    KAFKA_REST_SCHEMA_REGISTRY_URL: way.url,
    KAFKA_REST_SCHEMA_REGISTRY_REQUEST_TIMEOUT_MS: String(timeoutMs),
    KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true',
  })
  t.after(() => proxy.close())
  return { way, proxy }
}

async function ask(proxy: Target, path: string, body?: object): Promise<{ status: number; json: unknown; ms: number }> {
  const begin = Date.now()
  const init = body && { method: 'POST', headers: { 'content-type': REGISTRY_TYPE }, body: JSON.stringify(body) }
  const answer = await proxy.fetch(path, init)
  return { status: answer.status, json: await answer.json(), ms: Date.now() - begin }
}

const questions: readonly (readonly [path: string, body?: object])[] = [
  ['/schemas/types'],
  [`/schemas/ids/${id}`],
  [`/schemas/ids/${id}?fetchMaxId=true`],
  [`/schemas/ids/${id}/schema`],
  [`/schemas/ids/${id}/subjects`],
  [`/schemas/ids/${id}/versions`],
  ['/subjects'],
  [`/subjects/${subject}/versions`],
  [`/subjects/${subject}/versions/latest`],
  [`/subjects/${subject}/versions/1/schema`],
  ['/config'],
  [`/subjects/${subject}`, { schema }],
]

const faults: readonly (readonly [what: string, fault: Fault])[] = [
  ['gives no answer', 'silence'],
  ['stops in the middle of an answer', 'stall'],
  ['breaks connections', 'reset'],
  ['answers without end', 'huge'],
  ['sends elsewhere', 'redirect'],
  ['answers half a document', { status: 200, body: '{"schema": "' }],
  ['answers a page', { status: 200, body: '<html>', type: 'text/html' }],
  ['answers a text', { status: 200, body: '"ok"' }],
  ['is not there', { status: 404, body: '<html>', type: 'text/html' }],
  ['fails', { status: 500, body: '{"error_code":50001,"message":"Error in the backend data store"}' }],
]
for (const [what, fault] of faults) {
  test(`whatever is asked of a registry that ${what}: 503 in time, and well again without a restart`, async (t) => {
    const { way, proxy } = await served(t)
    way.fault = fault
    for (const [path, body] of questions) {
      const answer = await ask(proxy, path, body)
      deepEqual([answer.status, (answer.json as { error_code: number }).error_code], [503, 503], path)
      ok(answer.ms < timeoutMs + 500, `${path}: ${answer.ms} ms`)
    }
    way.fault = undefined
    for (const [path, body] of questions) equal((await ask(proxy, path, body)).status, 200, path)
  })
}

test('a document where a list is expected, and one without a schema: 503', async (t) => {
  const { way, proxy } = await served(t)
  way.fault = { status: 200, body: '{}' }
  for (const path of ['/subjects', `/schemas/ids/${id}/subjects`, `/schemas/ids/${id}/versions`]) {
    equal((await ask(proxy, path)).status, 503, path)
  }
  equal((await ask(proxy, `/subjects/${subject}/versions/1/schema`)).status, 503)
})

test('the registry’s no is passed on with its status, code and message, and no Java', async (t) => {
  const { way, proxy } = await served(t)
  way.fault = { status: 422, body: '{"error_code":42201,"message":"io.x.InvalidSchemaException: Invalid schema {}"}' }
  const answer = await ask(proxy, `/subjects/${subject}`, { schema: 'x' })
  deepEqual([answer.status, answer.json], [422, { error_code: 42201, message: 'Invalid schema {}' }])
})

for (const status of [401, 403]) {
  test(`a registry that does not let the proxy in (${status}): 403 with 40301, as no login of the client’s would help`, async (t) => {
    const { way, proxy } = await served(t)
    way.fault = { status, body: '{"error_code":40101,"message":"Unauthorized"}' }
    const answer = await ask(proxy, `/schemas/ids/${id}`)
    deepEqual([answer.status, (answer.json as { error_code: number }).error_code], [403, 40301])
  })
}

test('a schema by its id is asked for once, whoever wants it and however', async (t) => {
  const { way, proxy } = await served(t)
  const all = Array.from({ length: 20 }, () => ask(proxy, `/schemas/ids/${id}`))
  for (const { status } of await Promise.all(all)) equal(status, 200)
  await ask(proxy, `/schemas/ids/${id}`)
  equal(await (await proxy.fetch(`/schemas/ids/${id}/schema`)).text(), schema)
  deepEqual(way.requests, [`GET /schemas/ids/${id}`])
})

test('an id that there is not is asked for once in some seconds', async (t) => {
  const { way, proxy } = await served(t)
  for (let i = 0; i < 3; i++) equal((await ask(proxy, '/schemas/ids/2147483640')).status, 404)
  equal(way.requests.length, 1)
})

test('what may change is asked for each time', async (t) => {
  const { way, proxy } = await served(t)
  for (let i = 0; i < 2; i++) equal((await ask(proxy, `/subjects/${subject}/versions/latest`)).status, 200)
  equal(way.requests.length, 2)
})

test('parameters that a registry does not know, and the caller’s login, stay here', async (t) => {
  const { way, proxy } = await served(t)
  const headers = { authorization: 'Bearer of-the-caller', cookie: 'a=b', 'x-own': '1' }
  await proxy.fetch(`/subjects?subjectPrefix=${encodeURIComponent('a&b/..')}&evil=1`, { headers })
  deepEqual(way.requests, ['GET /subjects?subjectPrefix=a%26b%2F..'])
  deepEqual([way.headers.authorization, way.headers.cookie, way.headers['x-own']], [undefined, undefined, undefined])
})

test('/metrics shows what each cache of schemas holds', async (t) => {
  // Which has every format loaded when it serves.
  const { proxy } = await served(t, targets['the node server'])
  await ask(proxy, `/schemas/ids/${id}`)
  await ask(proxy, '/schemas/ids/2147483639')
  const page = await (await proxy.fetch('/metrics')).text()
  const shown = (name: string) =>
    Number(new RegExp(`^${name.replaceAll(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(page)?.[1])
  equal(shown('kafka_rest_schema_cache_entries{cache="proxied-schemas"}'), 2)
  ok(shown('kafka_rest_schema_cache_characters{cache="proxied-schemas"}') > schema.length)
  for (const cache of ['schemas', 'ids', 'latest-versions', 'avro-encoders', 'jsonschema-readers', 'protobuf-texts']) {
    equal(shown(`kafka_rest_schema_cache_entries{cache="${cache}"}`), 0, cache)
  }
})
