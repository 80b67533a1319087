import { deepEqual, equal, rejects } from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { fetchJson } from '../../shared/auth/fetch-json.ts'
import { startFaultyServer } from './faulty-server.ts'

async function start(t: TestContext, handler: RequestListener) {
  const server = await startFaultyServer(handler)
  t.after(() => server.close())
  return server
}
const options = () => ({ signal: AbortSignal.timeout(5_000), maxBytes: 1_000 })

test('a 200 gives its JSON', async (t) => {
  const server = await start(t, (_request, response) => response.end('{"a":1}'))
  const { status, body } = await fetchJson(server.url, options())
  equal(status, 200)
  deepEqual(body, { a: 1 })
})

test('headers are sent along', async (t) => {
  const server = await start(t, (request, response) => response.end(JSON.stringify(request.headers.authorization)))
  const { body } = await fetchJson(server.url, { ...options(), headers: { authorization: 'Bearer x' } })
  equal(body, 'Bearer x')
})

test('any other status gives no body, whatever came with it', async (t) => {
  const server = await start(t, (request, response) =>
    response.writeHead(401).end('x'.repeat(Number(request.url?.slice(1)))),
  )
  for (const bytes of [0, 100, 100_000]) {
    const { status, body } = await fetchJson(`${server.url}/${bytes}`, options())
    equal(status, 401)
    equal(body, undefined)
  }
})

test('a redirect is not followed', async (t) => {
  const server = await start(t, (_request, response) => response.end('{}'))
  server.faultOnce = 'redirect'
  equal((await fetchJson(`${server.url}/here`, options())).status, 302)
  deepEqual(server.requests, ['/here'])
})

test('a body may be as large as the bound and no larger', async (t) => {
  const server = await start(t, (request, response) => response.end(`"${'x'.repeat(Number(request.url?.slice(1)))}"`))
  equal((await fetchJson(`${server.url}/998`, options())).body, 'x'.repeat(998))
  await rejects(fetchJson(`${server.url}/999`, options()), /larger than 1000 bytes/)
})

test('a small body that unpacks to a large one is not read to its end', async (t) => {
  const server = await start(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`"${'x'.repeat(50_000_000)}"`))
  })
  await rejects(fetchJson(server.url, options()), /larger than 1000 bytes/)
})

test('the signal ends a request in the middle of the body', async (t) => {
  const server = await start(t, (_request, response) => void response.write('{'))
  await rejects(fetchJson(server.url, { ...options(), signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
})

test('a connection closed by the other side is tried once more, and not a third time', async (t) => {
  const server = await start(t, (_request, response) => response.end('{}'))
  server.faultOnce = 'hang-up'
  equal((await fetchJson(server.url, options())).status, 200)
  equal(server.requests.length, 2)
  server.fault = 'hang-up'
  await rejects(fetchJson(server.url, options()))
  equal(server.requests.length, 4)
})
