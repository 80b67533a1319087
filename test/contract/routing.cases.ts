import { equal } from 'node:assert/strict'
import { JSON_TYPE, V2 } from '../../shared/http/media-types.ts'
import { type Case, get, post, refused, send } from './case.ts'

export const routing: readonly Case[] = [
  ...[
    '/nowhere',
    '/topics/a/b',
    '/topics/a/partitions/0/x',
    '/v3',
    '/v3/nowhere',
    '/v1/topics',
    '//topics',
    '/topics/',
  ].map(
    (path): Case => ({
      name: `unknown route ${path} answers 404 with error_code 404`,
      contract: 'H.4 5',
      request: get(path),
      answers: { ...refused(404, 404), type: JSON_TYPE },
    }),
  ),
  {
    name: 'a 404 of an unknown route is typed as the Accept prefers',
    contract: 'A.5',
    request: get('/nowhere', { accept: V2 }),
    answers: { ...refused(404, 404), type: V2 },
  },
  {
    name: 'a 404 of an unknown route is JSON whatever else is accepted',
    contract: 'A.5',
    request: get('/nowhere', { accept: 'text/html' }),
    answers: { ...refused(404, 404), type: JSON_TYPE },
  },
  ...['PUT', 'PATCH', 'DELETE', 'POST'].map(
    (method): Case => ({
      name: `${method} /topics answers 405 with an Allow header`,
      contract: 'H.4 6',
      request: send(method, '/topics'),
      answers: { ...refused(405, 405), type: JSON_TYPE, headers: { allow: 'GET, HEAD, OPTIONS' } },
    }),
  ),
  {
    name: 'a 405 names every method the path has',
    contract: 'A.5',
    request: send('PUT', '/topics/t', V2, '{}'),
    answers: { ...refused(405, 405), type: JSON_TYPE, headers: { allow: 'GET, POST, HEAD, OPTIONS' } },
  },
  {
    name: 'a 405 of v3 names every method the path has',
    contract: 'A.5',
    request: post('/v3/clusters/c/topics/t', JSON_TYPE, '{}'),
    answers: { ...refused(405, 405), headers: { allow: 'GET, PATCH, DELETE, HEAD, OPTIONS' } },
  },
  {
    name: 'a method that nobody knows answers 405',
    contract: 'A.5',
    request: send('PROPFIND', '/topics'),
    answers: { ...refused(405, 405), type: JSON_TYPE },
  },
  ...[
    ['/topics', 'GET, HEAD, OPTIONS'],
    ['/topics/t', 'GET, POST, HEAD, OPTIONS'],
    ['/v3/clusters/c/topics', 'GET, POST, HEAD, OPTIONS'],
  ].map(
    ([path, allow]): Case => ({
      name: `OPTIONS ${path} is answered with the methods it has`,
      contract: 'A.5',
      request: send('OPTIONS', path as string),
      answers: { status: 200, type: null, headers: { allow: allow as string } },
      afterwards(_, { text }) {
        equal(text, '')
      },
    }),
  ),
  {
    name: 'OPTIONS of an unknown path answers 404',
    contract: 'A.5',
    request: send('OPTIONS', '/nowhere'),
    answers: { ...refused(404, 404), type: JSON_TYPE },
  },
  {
    name: 'HEAD of an unknown path answers 404',
    contract: 'A.5',
    request: send('HEAD', '/nowhere'),
    answers: { status: 404, type: JSON_TYPE },
  },
  {
    name: 'a query does not change the route',
    contract: 'A.5',
    request: get('/brokers?x=/topics&y=%zz'),
    answers: { status: 200 },
  },
]
