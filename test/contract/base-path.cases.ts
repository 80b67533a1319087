import { deepEqual, equal, ok } from 'node:assert/strict'
import { avro2, type Case, get, json2, post, refused, stored } from './case.ts'
import { kept } from './kept.ts'

const basePath = '/sasquatch-rest-proxy'

/**
 * Everything is served below a path as well, behind a reverse proxy that says who the client asked; and what settings allow
 * beside the contract is allowed.
 */
export const basePathEnvironment = {
  KAFKA_REST_NULL_REQUEST_BODY_ALWAYS_PUBLISHES_EMPTY_RECORD: 'true',
  KAFKA_REST_BASE_PATH: `${basePath}/`,
  KAFKA_REST_PRODUCE_ACCEPT_APPLICATION_JSON: 'true',
}

const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'data.example.org' }
const self = ({ json }: { json: unknown }) => (json as { metadata: { self: string } }).metadata.self

export const basePathCases: readonly Case[] = [
  ...['', '/'].map(
    (slash): Case => ({
      name: `the root below the base path answers {}, with a slash at the end or without: '${slash}'`,
      contract: 'users 1',
      request: get(`${basePath}${slash}`),
      answers: { status: 200, type: 'application/vnd.kafka.v2+json', body: {} },
    }),
  ),
  {
    name: 'produce is served below the base path',
    contract: 'users 1',
    topic: {},
    request: post(`${basePath}/topics/{topic}`, json2, { records: [{ value: 1 }] }),
    answers: { ...stored([[0, 0]]), type: 'application/vnd.kafka.v2+json' },
  },
  {
    name: 'the root is served as well',
    contract: 'users 1',
    topic: {},
    request: post('/topics/{topic}', json2, { records: [{ value: 1 }] }),
    answers: stored([[0, 0]]),
  },
  ...['/sasquatch-rest-proxyx/brokers', '/sasquatch/brokers', '/x/sasquatch-rest-proxy/brokers'].map(
    (path): Case => ({
      name: `${path} is not below the base path: 404`,
      contract: 'users 1',
      request: get(path),
      answers: { ...refused(404, 404), type: 'application/json' },
    }),
  ),
  {
    name: 'links carry the base path, scheme and host that the client asked',
    contract: 'C.1',
    request: get(`${basePath}/v3/clusters`, forwarded),
    answers: { status: 200 },
    afterwards(_, answer) {
      equal(self(answer), `https://data.example.org${basePath}/v3/clusters`)
      const links = answer.text.match(/https?:\/\/[^"]+/g) ?? []
      equal(links.length, 9)
      ok(links.every((link) => link.startsWith(`https://data.example.org${basePath}/v3/clusters`)))
    },
  },
  ...['', basePath].map(
    (base): Case => ({
      name: `version 3 is below ${base}/kafka as well, and its links stay there`,
      contract: 'base facts',
      request: get(`${base}/kafka/v3/clusters`, forwarded),
      answers: { status: 200 },
      afterwards(_, answer) {
        equal(self(answer), `https://data.example.org${basePath}/kafka/v3/clusters`)
        const links = answer.text.match(/https?:\/\/[^"]+/g) ?? []
        equal(links.length, 9)
        ok(links.every((link) => link.startsWith(self(answer))))
      },
    }),
  ),
  {
    name: 'nothing but version 3 is below /kafka',
    contract: 'base facts',
    request: get(`${basePath}/kafka/topics`),
    answers: { ...refused(404, 404), type: 'application/json' },
  },
  {
    name: 'links follow the Forwarded header of RFC 7239',
    contract: 'C.1',
    request: get('/v3/clusters', { forwarded: 'for=1.2.3.4;host="proxy.example:8443";proto=https, for=10.0.0.1' }),
    answers: { status: 200 },
    afterwards: (_, answer) => equal(self(answer), `https://proxy.example:8443${basePath}/v3/clusters`),
  },
  ...['evil.example/path', 'a b', 'x"onload=', 'http://x', '<script>', 'a\\b', 'u@h'].map(
    (host): Case => ({
      name: `a forwarded host ${host} shapes no link`,
      contract: 'C.1',
      request: get('/v3/clusters', { 'x-forwarded-host': host, 'x-forwarded-proto': 'javascript' }),
      answers: { status: 200 },
      afterwards(_, answer) {
        ok(/^http:\/\/[\w.:]+\/sasquatch-rest-proxy\/v3\/clusters$/.test(self(answer)), self(answer))
      },
    }),
  ),
  {
    name: 'the OpenAPI document says where the API is',
    contract: 'design 2',
    request: get(`${basePath}/openapi.json`, forwarded),
    answers: { status: 200 },
    afterwards(_, { json }) {
      const { servers } = json as { servers: { url: string }[] }
      equal(servers[0]?.url, `https://data.example.org${basePath}`)
    },
  },
  {
    name: 'application/json is read as JSON records where the settings allow it',
    contract: 'design 5',
    topic: {},
    request: post(`${basePath}/topics/{topic}`, 'application/json', { records: [{ value: { a: 1 } }] }),
    answers: { ...stored([[0, 0]]), type: 'application/vnd.kafka.v2+json' },
  },
  {
    name: 'null with a schema that does not allow it is a tombstone under the compatibility flag',
    contract: 'H.4 29',
    topic: {},
    request: post('/topics/{topic}', avro2, { value_schema: '"long"', records: [{ value: 1 }, { value: null }] }),
    answers: { status: 200 },
    async afterwards({ topic }) {
      deepEqual(
        (await kept(topic, 2)).map(({ value }) => value === null),
        [false, true],
      )
    },
  },
  {
    name: 'Avro is served below the base path',
    contract: 'users 1',
    topic: {},
    request: post(`${basePath}/topics/{topic}`, avro2, { value_schema: '"long"', records: [{ value: 1 }] }),
    answers: {
      ...stored([[0, 0]], { value: (id: unknown) => ok(Number.isInteger(id)) }),
      type: 'application/vnd.kafka.v2+json',
    },
  },
]
