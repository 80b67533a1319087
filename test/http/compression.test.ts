import { deepEqual, equal, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { compress, wantsGzip } from '../../shared/http/compression.ts'

const large = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '"é"'.repeat(1000) }

for (const header of [
  'gzip',
  'GZIP',
  'gzip, deflate',
  'br;q=1, gzip;q=0.5',
  'deflate,gzip',
  'gzip;q=1.0',
  'gzip ; q=0.1',
]) {
  test(`Accept-Encoding: ${header} is answered with gzip`, () => {
    ok(wantsGzip(large, header))
  })
}

for (const header of [undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'deflate, gzip ;q=0', 'xgzip']) {
  test(`Accept-Encoding: ${header} is answered without`, () => {
    equal(wantsGzip(large, header), false)
  })
}

test('what is small, or has no body, is not worth it', () => {
  equal(wantsGzip({ ...large, body: 'x'.repeat(1000) }, 'gzip'), false)
  equal(wantsGzip({ ...large, body: null }, 'gzip'), false)
  ok(wantsGzip({ ...large, body: Buffer.alloc(1024) }, 'gzip'))
})

test('a compressed answer is the same answer, and says so to caches', async () => {
  const answer = await compress(large)
  deepEqual(answer.headers, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' })
  equal(answer.status, 200)
  equal(gunzipSync(answer.body as Buffer).toString(), large.body)
})

test('while an answer of megabytes is compressed, another one is compressed and sent', async (t) => {
  const bodies = { '/huge': Buffer.alloc(16_000_000, randomBytes(100_000).toString('base64')), '/small': large.body }
  const order: string[] = []
  const server = createServer(async ({ url }, response) => {
    const { body } = await compress({ ...large, body: bodies[url as keyof typeof bodies] })
    order.push(url ?? '')
    response.end(body)
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const ask = async (path: string) =>
    (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).arrayBuffer()
  const begun = once(server, 'request')
  const huge = ask('/huge')
  await begun
  await ask('/small')
  deepEqual(order, ['/small'])
  ok(gunzipSync(await huge).equals(bodies['/huge']))
  deepEqual(order, ['/small', '/huge'])
})
