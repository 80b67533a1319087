import { ok } from 'node:assert/strict'
import { JSON_TYPE } from '../../shared/http/media-types.ts'
import { binary2, type Case, get, json2, post, refused, send, stored } from './case.ts'

/** What some of the cases need is hidden. */
export const endpointLists = {
  KAFKA_REST_API_ENDPOINTS_ALLOWLIST:
    'api.v3.clusters.*,api.v3.topics.*,api.v2.topics.*,api.v2.produce-to-topic.json,api.v2.produce-to-topic.avro',
  KAFKA_REST_API_ENDPOINTS_BLOCKLIST: 'api.v3.clusters.get, api.v3.topics.create, api.v3.topics.delete',
}

const records = { records: [{ value: 'AA==' }] }

export const endpointListCases: readonly Case[] = [
  {
    name: 'an allowed GET is served',
    contract: 'F.4',
    request: get('/v3/clusters'),
    answers: { status: 200 },
  },
  ...['/v3/clusters/c', '/brokers', '/v3/clusters/c/brokers', '/kafka/v3/clusters/c/acls'].map(
    (path): Case => ({
      name: `a GET that is blocked or not allowed answers 404: ${path}`,
      contract: 'H.4 70',
      request: get(path),
      answers: { ...refused(404, 404, /^HTTP 404 Not Found$/), type: JSON_TYPE },
    }),
  ),
  {
    name: 'a blocked POST answers 405 with the methods that are left',
    contract: 'H.4 70',
    request: post('/v3/clusters/c/topics', JSON_TYPE, { topic_name: 't' }),
    answers: { ...refused(405, 405), headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
  {
    name: 'a blocked DELETE answers 405 with the methods that are left',
    contract: 'H.4 70',
    request: send('DELETE', '/v3/clusters/c/topics/t'),
    answers: { ...refused(405, 405), headers: { allow: 'GET, PATCH, HEAD, OPTIONS' } },
  },
  {
    name: 'HEAD of a blocked GET answers 405',
    contract: 'D',
    request: send('HEAD', '/v3/clusters/c'),
    answers: { status: 405, type: JSON_TYPE },
  },
  {
    name: 'OPTIONS of a blocked GET answers 200',
    contract: 'H.4 70',
    request: send('OPTIONS', '/v3/clusters/c'),
    answers: { status: 200, type: null, headers: { allow: 'OPTIONS' } },
  },
  {
    name: 'a format that is allowed is read',
    contract: 'F.4',
    topic: {},
    request: post('/topics/{topic}', json2, { records: [{ value: 1 }] }),
    answers: stored([[0, 0]]),
  },
  ...[binary2, undefined].map(
    (type): Case => ({
      name: `a format that is not allowed is not read: ${type ?? 'binary, which a body without a type is'}`,
      contract: 'F.4',
      topic: {},
      request: post('/topics/{topic}', type, records),
      answers: { ...refused(415, 415, /json\.v2/), type: JSON_TYPE },
    }),
  ),
  {
    name: 'a format that is not allowed is not read as that of the keys either',
    contract: 'F.4; an extension of B.3',
    topic: {},
    request: post('/topics/{topic}', json2, { key_format: 'binary', records: [{ key: 'AA==', value: 1 }] }),
    answers: refused(415, 415, /json\.v2/),
  },
  {
    name: 'one that is allowed is',
    contract: 'F.4; an extension of B.3',
    topic: {},
    request: post('/topics/{topic}', json2, { key_format: 'json', records: [{ key: 1, value: 1 }] }),
    answers: stored([[0, 0]]),
  },
  ...['/health/live', '/metrics', '/openapi.json'].map(
    (path): Case => ({
      name: `${path} is served whatever is allowed`,
      contract: 'F.4',
      request: get(path),
      answers: { status: 200, ...(path === '/metrics' && { type: 'text/plain; version=0.0.4; charset=utf-8' }) },
      afterwards(_, { text }) {
        ok(path !== '/openapi.json' || !text.includes('"/brokers"'), 'what is hidden is not described')
      },
    }),
  ),
]
