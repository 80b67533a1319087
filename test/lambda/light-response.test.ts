import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../../shared/http/answer.ts'
import { lightResponse } from '../../shared/lambda/light-response.ts'

const bodies: readonly (() => Answer['body'])[] = [
  () => null,
  () => '',
  () => '{"a":"ü"}',
  () => Buffer.from([0, 255, 128]),
  () => ReadableStream.from([Buffer.from('a'), Buffer.from('b')]) as ReadableStream<Uint8Array>,
]
const headers = [{}, { 'Content-Type': 'application/json', 'X-Request-Id': ' a ' }]

test('a response reads as the standard one of the same answer, by each of the ways to read it', async () => {
  for (const body of bodies) {
    for (const init of headers) {
      const light = () => lightResponse({ status: 207, headers: init, body: body() })
      const standard = () => new Response(body() as string, { status: 207, headers: init })
      equal(light().status, standard().status)
      deepEqual(Object.fromEntries(light().headers), Object.fromEntries(standard().headers))
      equal(await light().text(), await standard().text())
      deepEqual(Buffer.from(await light().arrayBuffer()), Buffer.from(await standard().arrayBuffer()))
      deepEqual(await read(light().body), await read(standard().body))
    }
  }
})

test('what answers to HEAD are made of it has its status and headers, and no body', async () => {
  const light = lightResponse({ status: 404, headers: { ETag: '"1"' }, body: '{}' })
  const head = new Response(null, light)
  equal(head.status, 404)
  equal(head.headers.get('etag'), '"1"')
  equal(await head.text(), '')
})

async function read(body: ReadableStream<Uint8Array> | null): Promise<Buffer | null> {
  return body && Buffer.from(await new Response(body).arrayBuffer())
}
