import { equal, match, ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { type Case, get, json2, post, refused, send } from './case.ts'

const made = /^[\w-]{12}-\w+$/
const id = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef'
const requests = [
  get('/'),
  get('/health/live'),
  get('/nowhere'),
  send('PUT', '/topics'),
  send('OPTIONS', '/topics'),
  get('/topics/{empty}/partitions/77'),
  post('/topics/{empty}', json2, '{'),
]
const label = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
const typeOf = (path: string, method: string) =>
  method === 'OPTIONS' ? null : path === '/nowhere' || method === 'PUT' ? JSON_TYPE : undefined

function answering(request: (typeof requests)[number]): { status: number; type?: string | null } {
  const { path, method } = request
  const status =
    path.includes('77') || path === '/nowhere' ? 404 : method === 'PUT' ? 405 : method === 'POST' ? 400 : 200
  const type = typeOf(path, method)
  return { status, ...(type !== undefined && { type }) }
}

/** What every answer has. */
export const responseHeaders: readonly Case[] = [
  ...requests.flatMap((request): Case[] => [
    {
      name: `${label(request)} is answered with the id that was sent`,
      contract: 'X-Request-Id',
      request: { ...request, headers: { ...request.headers, 'x-request-id': id } },
      answers: { ...answering(request), headers: { 'x-request-id': id } },
    },
    {
      name: `${label(request)} has an id without one, and says nothing of the server`,
      contract: 'X-Request-Id',
      request,
      answers: {
        ...answering(request),
        headers: { server: null, 'x-powered-by': null, via: null, 'x-content-type-options': 'nosniff' },
      },
      afterwards(_, { headers }) {
        const own = headers.get('x-request-id') ?? ''
        // On Lambda it is the invocation's.
        ok(made.test(own) || /^[0-9a-f-]{36}$/.test(own), own)
      },
    },
  ]),
  ...['a b', '"', 'x'.repeat(129), '<script>alert(1)</script>', 'a, b', '{}'].map(
    (given): Case => ({
      name: `the id ${given.slice(0, 30)} is not taken over`,
      contract: 'X-Request-Id',
      request: get('/', { 'x-request-id': given }),
      answers: { status: 200 },
      afterwards(_, { headers }) {
        const own = headers.get('x-request-id') ?? ''
        ok(own !== given && /^[\w-]+$/.test(own), own)
      },
    }),
  ),
  {
    name: 'two requests have two ids',
    contract: 'X-Request-Id',
    request: get('/', { 'x-request-id': 'one' }),
    answers: { status: 200, headers: { 'x-request-id': 'one' } },
    async afterwards({ send }) {
      equal((await send(get('/', { 'x-request-id': 'two' }))).headers.get('x-request-id'), 'two')
    },
  },
  ...['Root=1-5759e988-bd862e3fe1be46a994272793;Self=1-67891234', '0af7651916cd43dd8448eb211c80319c', 'a/b:c@d+e='].map(
    (given): Case => ({
      name: `the id ${given} is taken over`,
      contract: 'X-Request-Id',
      request: get('/', { 'x-request-id': given }),
      answers: { status: 200, headers: { 'x-request-id': given } },
    }),
  ),
]

/** Settings of a proxy whose answers have more. */
export const withHeaders = {
  KAFKA_REST_RESPONSE_HTTP_HEADERS_CONFIG:
    'set X-Frame-Options: DENY, "add Cache-Control: no-cache, no-store", add cache-control: private, add vary: Accept, ' +
    "set Content-Security-Policy: default-src 'none'; report-uri https://x.example/r, set X-Twice: a, set x-twice: b, setDate Expires: -86400000",
  KAFKA_REST_NOSNIFF_PREVENTION_ENABLE: 'false',
  KAFKA_REST_HSTS_HEADER_ENABLE: 'true',
  KAFKA_REST_PUBLIC_URL: 'https://data.example.org',
}

export const configuredHeaders: readonly Case[] = [
  ...requests.map(
    (request): Case => ({
      name: `${label(request)} is answered with what is configured`,
      contract: 'F.5 response.http.headers.config',
      request,
      answers: {
        ...answering(request),
        headers: {
          'x-frame-options': 'DENY',
          'cache-control': 'no-cache, no-store, private',
          vary: 'Accept',
          'content-security-policy': "default-src 'none'; report-uri https://x.example/r",
          'x-twice': 'b',
          'x-content-type-options': null,
          'strict-transport-security': 'max-age=31536000',
        },
      },
      afterwards(_, { headers }) {
        const lies = Date.now() - Date.parse(headers.get('expires') ?? '')
        ok(Math.abs(lies - 86_400_000) < 60_000, `${lies} ms`)
      },
    }),
  ),
  {
    name: 'what an answer varies by joins what is configured',
    contract: 'F.5 response.http.headers.config',
    request: get('/openapi.json', { 'accept-encoding': 'gzip' }),
    answers: { status: 200, type: JSON_TYPE, headers: { vary: 'Accept, Accept-Encoding' } },
    afterwards(_, { headers }) {
      match(headers.get('x-request-id') ?? '', /\S/)
    },
  },
  {
    name: 'errors have it as well',
    contract: 'F.5 response.http.headers.config',
    request: get('/nowhere'),
    answers: { ...refused(404, 404), type: JSON_TYPE, headers: { 'x-frame-options': 'DENY' } },
  },
]
