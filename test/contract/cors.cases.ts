import { equal } from 'node:assert/strict'
import { JSON_TYPE, V2 } from '../../shared/http/media-types.ts'
import { type Case, get, json2, post, refused, type Surroundings, send } from './case.ts'
import { withIdentity } from './identity.cases.ts'

const app = 'https://app.example.org'
const evil = 'https://evil.example.net'

/** Settings of a proxy whose answers pages of another origin may read. */
export const withPages = {
  KAFKA_REST_ACCESS_CONTROL_ALLOW_ORIGIN: `${app}, https://*.trusted.example`,
  KAFKA_REST_ACCESS_CONTROL_ALLOW_METHODS: 'GET,POST,DELETE',
  KAFKA_REST_ACCESS_CONTROL_ALLOW_HEADERS: 'Content-Type,Authorization',
  KAFKA_REST_ACCESS_CONTROL_EXPOSE_HEADERS: 'X-Request-Id,Retry-After',
}

const readable = {
  'access-control-allow-origin': app,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'X-Request-Id, Retry-After',
  vary: /\bOrigin\b/,
}
const unreadable = { 'access-control-allow-origin': null, 'access-control-allow-credentials': null, vary: /\bOrigin\b/ }
const question = (path: string, origin: string, method: string, headers?: string) =>
  send('OPTIONS', path, undefined, undefined, {
    origin,
    'access-control-request-method': method,
    ...(headers !== undefined && { 'access-control-request-headers': headers }),
  })
const empty: Case['afterwards'] = (_, { text }) => equal(text, '')

/** What browsers are told; also of errors, or a page could not show why it was refused. */
export const cors: readonly Case[] = [
  {
    name: 'a page of an allowed origin may read an answer',
    contract: 'F.5 access.control.allow.origin',
    request: get('/brokers', { origin: app }),
    answers: { status: 200, headers: readable },
  },
  {
    name: 'an origin may be allowed by a pattern',
    contract: 'F.5 access.control.allow.origin',
    request: get('/brokers', { origin: 'https://a.trusted.example' }),
    answers: { status: 200, headers: { ...readable, 'access-control-allow-origin': 'https://a.trusted.example' } },
  },
  {
    name: 'a page of another origin may not, though the request is answered',
    contract: 'F.5 access.control.allow.origin',
    request: get('/brokers', { origin: evil }),
    answers: { status: 200, headers: unreadable },
  },
  {
    name: 'who is no page is told nothing of it, and caches are told that pages may be',
    contract: 'F.5 access.control.allow.origin',
    request: get('/brokers'),
    answers: { status: 200, headers: unreadable },
  },
  {
    name: 'an answer that is compressed varies by both',
    contract: 'F.5 access.control.allow.origin',
    request: get('/openapi.json', { origin: app, 'accept-encoding': 'gzip' }),
    answers: { status: 200, headers: { ...readable, vary: /^Accept-Encoding, Origin$/ } },
  },
  {
    name: 'produce of a page is stored and its answer readable',
    contract: 'F.5 access.control.allow.origin',
    topic: {},
    request: post('/topics/{topic}', json2, { records: [{ value: 1 }] }, { origin: app }),
    answers: { status: 200, headers: readable },
  },
  ...(
    [
      [get('/nowhere', { origin: app }), 404, JSON_TYPE],
      [get('/topics/{empty}/partitions/77', { origin: app }), 404, V2],
      [post('/topics/{empty}', json2, '{', { origin: app }), 400, V2],
      [send('PUT', '/topics', undefined, undefined, { origin: app }), 405, JSON_TYPE],
      [get('/topics', { origin: app, accept: 'text/html' }), 406, null],
    ] as const
  ).map(
    ([request, status, type]): Case => ({
      name: `${request.method} ${request.path} that is refused can be read by the page`,
      contract: 'F.5 access.control.allow.origin',
      request,
      answers: { status, headers: readable, type },
    }),
  ),
  ...['/topics/t', '/topics/t/partitions/0', '/v3/clusters/c/topics', '/nowhere'].map(
    (path): Case => ({
      name: `the question whether a page may POST to ${path} is answered, whatever is there`,
      contract: 'F.5 access.control.skip.options',
      request: question(path, app, 'POST', 'content-type,authorization'),
      answers: {
        status: 200,
        type: null,
        headers: {
          'access-control-allow-origin': app,
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'GET, POST, DELETE',
          'access-control-allow-headers': 'Content-Type, Authorization',
          'access-control-max-age': '1800',
          allow: null,
        },
      },
      afterwards: empty,
    }),
  ),
  ...[
    ['PATCH', 'content-type'],
    ['POST', 'x-other'],
    ['POST', 'content-type\tx'],
  ].map(
    ([method, headers]): Case => ({
      name: `the question whether a page may ${method} with ${JSON.stringify(headers)} is answered with no`,
      contract: 'F.5 access.control.allow.methods, .headers',
      request: question('/topics/t', app, method ?? '', headers),
      answers: {
        status: 200,
        type: null,
        headers: { 'access-control-allow-origin': null, 'access-control-allow-methods': null },
      },
      afterwards: empty,
    }),
  ),
  {
    name: 'the question of another origin is an OPTIONS like any other',
    contract: 'F.5 access.control.allow.origin',
    request: question('/topics', evil, 'POST'),
    answers: { status: 200, type: null, headers: { ...unreadable, allow: 'GET, HEAD, OPTIONS' } },
  },
  {
    name: 'and of a path that there is not 404',
    contract: 'F.5 access.control.allow.origin',
    request: question('/nowhere', evil, 'POST'),
    answers: { ...refused(404, 404), headers: unreadable, type: JSON_TYPE },
  },
]

/** Settings of a proxy that answers no OPTIONS at all. */
export const withoutOptions = { ...withPages, KAFKA_REST_REJECT_OPTIONS_REQUEST: 'true' }

export const rejectedOptions: readonly Case[] = [
  ...[question('/topics', app, 'POST'), send('OPTIONS', '/topics'), send('OPTIONS', '/nowhere')].map(
    (request): Case => ({
      name: `OPTIONS ${request.path} ${request.headers.origin ? 'of a page' : ''} answers 403`,
      contract: 'F.5 reject.options.request',
      request,
      answers: { ...refused(403, 403), type: JSON_TYPE },
    }),
  ),
  {
    name: 'other requests are answered',
    contract: 'F.5 reject.options.request',
    request: get('/brokers', { origin: app }),
    answers: { status: 200, headers: { 'access-control-allow-origin': app } },
  },
]

/** Browsers send no credentials when they ask; whoever does is another one than them. */
const allowsPages = { KAFKA_REST_ACCESS_CONTROL_ALLOW_ORIGIN: app }

/** An issuer of JWTs, and pages of one origin. */
export async function withPagesAndIdentity(): Promise<Surroundings> {
  const surroundings = await withIdentity()
  return { ...surroundings, environment: { ...surroundings.environment, ...allowsPages } }
}

export const corsWithIdentity: readonly Case[] = [
  {
    name: 'a browser’s question is answered without credentials',
    contract: 'F.5 access.control.skip.options',
    request: question('/topics', app, 'GET', 'authorization'),
    answers: { status: 200, type: null, headers: { 'access-control-allow-origin': app } },
  },
  {
    name: 'a request without credentials answers 401, which the page can read',
    contract: 'F.5 access.control.allow.origin',
    request: get('/topics', { origin: app }),
    answers: { ...refused(401, 401), type: JSON_TYPE, headers: { 'access-control-allow-origin': app } },
  },
]

/** The same where credentials are wanted of everybody. */
export async function withAskedPages(): Promise<Surroundings> {
  const surroundings = await withPagesAndIdentity()
  const environment = { ...surroundings.environment, KAFKA_REST_ACCESS_CONTROL_SKIP_OPTIONS: 'false' }
  return { ...surroundings, environment }
}

export const corsAsked: readonly Case[] = [
  ...[question('/topics', app, 'GET'), send('OPTIONS', '/topics'), send('OPTIONS', '/nowhere')].map(
    (request): Case => ({
      name: `OPTIONS ${request.path} ${request.headers.origin ? 'of a page' : ''} without credentials answers 401`,
      contract: 'F.5 access.control.skip.options',
      request,
      answers: { ...refused(401, 401), type: JSON_TYPE },
    }),
  ),
  {
    name: 'with credentials it is answered',
    contract: 'F.5 access.control.skip.options',
    request: { ...send('OPTIONS', '/topics'), headers: { authorization: 'Bearer {reader}' } },
    answers: { status: 200, type: null, headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
]
