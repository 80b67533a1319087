import { deepEqual, equal, ok } from 'node:assert/strict'
import { startGafaelfawr } from '../support/gafaelfawr.ts'
import { startIssuer, trusting } from '../support/issuer.ts'
import { type Case, get, json2, post, refused, type Surroundings, send, stored } from './case.ts'
import { storesNothing } from './produce-binary.cases.ts'

const policy = ['write:sasquatch=produce,metadata,topic:create@lsst.*', 'read:all=metadata', 'exec:admin=*'].join(';')

/** An issuer of JWTs that is there, and a Gafaelfawr that is not. */
export async function withIdentity(): Promise<Surroundings> {
  const issuer = await startIssuer()
  const away = await startGafaelfawr()
  const opaque = away.issue()
  await away.close()
  return {
    environment: {
      ...trusting(issuer),
      KAFKA_REST_AUTH_GAFAELFAWR_URL: away.url,
      KAFKA_REST_AUTH_POLICY: policy,
    },
    values: {
      admin: await issuer.token({ scope: 'exec:admin' }),
      writer: await issuer.token({ scope: 'write:sasquatch' }),
      reader: await issuer.token({ scope: 'read:all' }),
      nobody: await issuer.token({}),
      expired: await issuer.token({ scope: 'exec:admin', exp: 1_700_000_000 }),
      elsewhere: await issuer.token({ scope: 'exec:admin', aud: 'another-service' }),
      opaque,
    },
    close: () => issuer.close(),
  }
}

const bearer = (token: string) => ({ authorization: `Bearer {${token}}` })
const record = { records: [{ value: 1 }] }
const challenge = /^Bearer realm="[^"]+"/

export const identity: readonly Case[] = [
  ...[
    get('/topics'),
    get('/v3/clusters'),
    post('/topics/t', json2, record),
    get('/nowhere'),
    send('PUT', '/topics'),
    get('/topics', { accept: 'text/html' }),
    post('/topics/t', 'text/plain', 'x'),
  ].map(
    (request): Case => ({
      name: `${request.method} ${request.path} ${Object.values(request.headers)} without a token answers 401 with a challenge`,
      contract: 'D 401',
      request,
      answers: { ...refused(401, 401), type: 'application/json', headers: { 'www-authenticate': challenge } },
    }),
  ),
  ...['expired', 'elsewhere'].map(
    (token): Case => ({
      name: `a token that is ${token} answers 401 and says that it is not valid`,
      contract: 'D 401; RFC 6750, 3.1',
      request: get('/topics', bearer(token)),
      answers: {
        ...refused(401, 401),
        type: 'application/json',
        headers: { 'www-authenticate': /error="invalid_token"/ },
      },
    }),
  ),
  ...['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic !!', 'Digest x', 'nonsense'].map(
    (authorization): Case => ({
      name: `Authorization: ${authorization} answers 401 with a challenge`,
      contract: 'D 401',
      request: get('/topics', { authorization }),
      answers: { ...refused(401, 401), type: 'application/json', headers: { 'www-authenticate': challenge } },
    }),
  ),
  ...['/', '/health/live', '/openapi.json'].map(
    (path): Case => ({
      name: `${path} needs no token`,
      contract: 'design 6',
      request: get(path),
      answers: { status: 200 },
    }),
  ),
  {
    name: 'a scope that allows it produces',
    contract: 'design 6',
    topic: { hint: 'lsst.example' },
    request: post('/topics/{topic}', json2, record, bearer('writer')),
    answers: stored([[0, 0]]),
  },
  {
    name: 'a token without the scope answers 403 with 40301 and names the scope',
    contract: 'D 40301',
    topic: {},
    request: post('/topics/{topic}', json2, record, bearer('reader')),
    answers: {
      ...refused(403, 40301, /exec:admin/),
      type: 'application/json',
      headers: { 'www-authenticate': /insufficient_scope/ },
    },
    afterwards: storesNothing,
  },
  {
    name: 'a scope for other topics answers 403 with 40301',
    contract: 'D 40301',
    topic: {},
    request: post('/topics/{topic}', json2, record, bearer('writer')),
    answers: { ...refused(403, 40301), type: 'application/json' },
    afterwards: storesNothing,
  },
  {
    name: 'a percent-encoded name does not get around the policy',
    contract: 'design 6',
    topic: {},
    request: ({ topic }) =>
      post(`/topics/%${topic.charCodeAt(0).toString(16)}${topic.slice(1)}`, json2, record, bearer('writer')),
    answers: { ...refused(403, 40301), type: 'application/json' },
    afterwards: storesNothing,
  },
  {
    name: 'a token without any scope may not even look',
    contract: 'D 40301',
    request: get('/topics', bearer('nobody')),
    answers: { ...refused(403, 40301), type: 'application/json' },
  },
  {
    name: 'creating a topic outside of one’s namespace answers 403 with 40301',
    contract: 'users 1',
    request: post('/v3/clusters/x/topics', 'application/json', { topic_name: 'other.topic' }, bearer('writer')),
    answers: refused(403, 40301),
  },
  {
    name: 'lists hold the topics one may see, and no others',
    contract: 'design 6',
    topic: {},
    request: get('/topics', bearer('writer')),
    answers: { status: 200 },
    afterwards(_, { json }) {
      deepEqual(
        (json as string[]).filter((name) => !name.startsWith('lsst.')),
        [],
      )
    },
  },
  {
    name: 'who has valid credentials learns that a path does not exist',
    contract: 'D',
    request: get('/nowhere', bearer('reader')),
    answers: { ...refused(404, 404), type: 'application/json' },
  },
  {
    name: 'an issuer that cannot be reached answers 503 with Retry-After, never 200',
    contract: 'design 6',
    request: get('/topics', bearer('opaque')),
    answers: { ...refused(503, 503), type: 'application/json', headers: { 'retry-after': /^\d+$/ } },
    afterwards({ values }, { text }) {
      ok(!text.includes(values.opaque ?? 'none'))
      equal(text.includes('127.0.0.1'), false)
    },
  },
]
