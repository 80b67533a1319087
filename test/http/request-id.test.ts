import { equal, match, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createRequestIds, type RequestIds } from '../../shared/http/request-id.ts'

/** The id that a request with these headers goes by. */
async function idOf(headers: Record<string, string>, ids: RequestIds, environment: object = {}): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(ids.of(c)))
  return (await app.request('/', { headers }, environment)).text()
}

test('an id that the caller sent is kept when it is no more than a name', async () => {
  const ids = createRequestIds()
  for (const id of [
    'a',
    'x'.repeat(128),
    '0b6f6a3e-9c1f-4a53-8f7e-b6f0c1d2e3f4',
    'Root=1-67891233;Self=1-abc',
    'a/b+c==',
    'a@b:1',
  ]) {
    equal(await idOf({ 'x-request-id': id }, ids), id)
  }
})

test('anything else is not: another id takes its place', async () => {
  const ids = createRequestIds()
  for (const id of [
    '',
    ' ',
    'x'.repeat(129),
    'a b',
    'a, b',
    'a"b',
    'a\\b',
    '{"a":1}',
    '<script>',
    'ä',
    'a\tb',
    '%0d%0a',
    '$(x)',
  ]) {
    match(await idOf({ 'x-request-id': id }, ids), /^[\w-]{12}-\w+$/)
  }
})

test('of a server’s request the header is read where Node has it, several of the name are none', async () => {
  const ids = createRequestIds()
  equal(await idOf({}, ids, { incoming: { headers: { 'x-request-id': 'mine' } } }), 'mine')
  match(await idOf({}, ids, { incoming: { headers: { 'x-request-id': 'one, two' } } }), /^[\w-]{12}-\w+$/)
  match(await idOf({}, ids, { incoming: { headers: {} } }), /^[\w-]{12}-\w+$/)
})

test('on Lambda a request goes by the invocation’s id, unless the caller has sent one', async () => {
  const ids = createRequestIds()
  const environment = { lambdaContext: { awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' } }
  equal(await idOf({}, ids, environment), 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef')
  equal(await idOf({ 'x-request-id': 'mine' }, ids, environment), 'mine')
})

test('no two requests, and no two processes, make the same id', () => {
  const [one, other] = [createRequestIds(), createRequestIds()]
  const made = new Set(Array.from({ length: 10_000 }, () => one.next()))
  equal(made.size, 10_000)
  notEqual(one.next().slice(0, 12), other.next().slice(0, 12))
})
