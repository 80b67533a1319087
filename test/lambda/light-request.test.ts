import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LightHeaders } from '../../shared/lambda/headers.ts'
import { lightRequest } from '../../shared/lambda/light-request.ts'

const light = (method: string, host: string, path: string, query: string, body?: Buffer) =>
  lightRequest(method, host, path, query, new LightHeaders(), body)

test('a request has the URL that the standard makes of its parts', () => {
  const host = fc.constantFrom('abc.example.test', 'Example.TEST', 'localhost:8080', '127.1', '[::1]', 'a.b-c.io:443')
  const segment = fc.constantFrom(
    '',
    '.',
    '..',
    '%2e',
    '.%2E',
    'topics',
    "it's",
    'a%2Fb',
    'records:batch',
    '~x',
    'é'.normalize(),
  )
  const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${encodeURI(segments.join('/'))}`)
  const query = fc.constantFrom('', 'a=1&b=', "a='x'", 'a=%20+&b[]=1', 'a=b c', 'x=#y', 'q="', 'a?b', 'ü=1')
  fc.assert(
    fc.property(host, path, query, (host, path, query) => {
      const standard = new Request(`https://${host}${path}${query && `?${query}`}`)
      equal(light('GET', host, path, query).url, standard.url)
    }),
    { numRuns: 500 },
  )
})

test('methods are those that the standard lets through, as it spells them', () => {
  for (const method of ['get', 'POST', 'Put', 'patch', 'PATCH', 'PROPFIND', 'delete', 'head']) {
    equal(light(method, 'a.test', '/', '').method, new Request('https://a.test', { method }).method)
  }
  for (const method of ['TRACE', 'connect', 'Track', '', 'A B', 'GÉT']) {
    throws(() => new Request('https://a.test', { method }), TypeError)
    throws(() => light(method, 'a.test', '/', ''), TypeError)
  }
})

test('headers are joined, trimmed and refused as the standard does', () => {
  const name = fc.constantFrom('Accept', 'accept', 'Cookie', 'x-a', 'X-A', 'bad name', '', 'é')
  const value = fc.constantFrom('', ' a ', '\tb', 'c;d="e"', 'é', 'a\r\nb', 'a\0', 'Ā', 'a b')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (lines) => {
      const [standard, own] = [new Headers(), new LightHeaders()]
      for (const [name, value] of lines) {
        if (throwsWith(() => standard.append(name, value))) throws(() => own.append(name, value), TypeError)
        else own.append(name, value)
      }
      deepEqual(Object.fromEntries(own), Object.fromEntries(standard))
      for (const [name] of lines) {
        if (/^[\w-]+$/.test(name)) equal(own.get(name.toUpperCase()), standard.get(name))
      }
    }),
    { numRuns: 500 },
  )
})

test('a body comes with its own bytes and no others, however small', async () => {
  for (const text of ['', 'a', '{"records":[]}', 'x'.repeat(100_000)]) {
    const bytes = await light('POST', 'a.test', '/', '', Buffer.from(text)).arrayBuffer()
    equal(Buffer.from(bytes).toString(), text)
    equal(bytes.byteLength, text.length)
  }
  ok((await light('POST', 'a.test', '/', '').arrayBuffer()).byteLength === 0)
})

function throwsWith(action: () => void): boolean {
  try {
    action()
    return false
  } catch {
    return true
  }
}
