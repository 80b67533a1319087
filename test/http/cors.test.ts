import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type Cors, type CorsOptions, createCors } from '../../shared/http/cors.ts'

function cors(options: Partial<CorsOptions>): Cors {
  const made = createCors({ origins: ['https://app.example'], methods: [], headers: [], exposed: [], ...options })
  if (!made) throw new Error('There is none.')
  return made
}

/** A browser's question, by its header's names without what they begin with. */
const asking = (origin: string, method?: string, headers?: string) => (name: string) =>
  ({ origin, 'access-control-request-method': method, 'access-control-request-headers': headers })[name]

const allowed = {
  Vary: 'Origin, Access-Control-Request-Headers',
  'Access-Control-Allow-Origin': 'https://app.example',
  'Access-Control-Allow-Credentials': 'true',
  'Access-Control-Allow-Methods': 'GET, POST, HEAD',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Accept, Origin, Authorization, X-Request-Id',
  'Access-Control-Max-Age': '1800',
}
const refused = { Vary: allowed.Vary }

test('without origins there is none', () => {
  equal(createCors({ origins: [], methods: ['GET'], headers: ['*'], exposed: [] }), undefined)
})

test('an allowed origin may read the answer, another one is told nothing, and caches keep them apart', () => {
  const { answer } = cors({})
  deepEqual(answer('https://app.example'), {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': 'https://app.example',
    'Access-Control-Allow-Credentials': 'true',
  })
  deepEqual(answer('https://evil.example'), { Vary: 'Origin' })
  deepEqual(answer(undefined), { Vary: 'Origin' })
  deepEqual(answer('null'), { Vary: 'Origin' })
})

test('where everybody is allowed nobody acts with what a browser has of its user', () => {
  const { answer, preflight } = cors({ origins: ['*'] })
  deepEqual(answer('https://whoever.example'), { 'Access-Control-Allow-Origin': '*' })
  deepEqual(answer(undefined), {})
  equal(preflight(asking('https://whoever.example', 'POST'))?.['Access-Control-Allow-Credentials'], undefined)
})

test('headers of answers are shown as configured', () => {
  const { answer } = cors({ exposed: ['X-Request-Id', 'Retry-After'] })
  equal(answer('https://app.example')['Access-Control-Expose-Headers'], 'X-Request-Id, Retry-After')
})

test('who asks with an allowed origin, method and headers is told what is allowed', () => {
  const { preflight } = cors({})
  deepEqual(preflight(asking('https://app.example', 'POST')), allowed)
  deepEqual(preflight(asking('https://app.example', 'POST', 'content-type, AUTHORIZATION')), allowed)
  deepEqual(preflight(asking('https://app.example', 'GET', '')), allowed)
})

test('who asks for another method or header is allowed nothing', () => {
  const { preflight } = cors({})
  for (const [method, headers] of [
    ['DELETE'],
    ['post'],
    [''],
    ['POST', 'x-other'],
    ['POST', 'content-type,x-other'],
    ['POST', ','],
    ['POST', 'a b'],
  ]) {
    deepEqual(preflight(asking('https://app.example', method, headers)), refused)
  }
})

test('what is no question of a browser, or one of another origin, is an OPTIONS like any other', () => {
  const { preflight } = cors({})
  equal(preflight(asking('https://evil.example', 'POST')), undefined)
  equal(preflight(asking('https://app.example')), undefined)
  equal(
    preflight(() => undefined),
    undefined,
  )
})

test('methods and headers may be configured; a star allows every header that can be one', () => {
  const { preflight } = cors({ methods: ['GET', 'DELETE'], headers: ['*'] })
  const answer = preflight(asking('https://app.example', 'DELETE', 'x-other, x-another'))
  equal(answer?.['Access-Control-Allow-Methods'], 'GET, DELETE')
  equal(answer?.['Access-Control-Allow-Headers'], 'x-other, x-another')
  deepEqual(preflight(asking('https://app.example', 'DELETE', 'x-other\r\nSet-Cookie: a')), refused)
  deepEqual(preflight(asking('https://app.example', 'POST')), refused)
})
