import { deepEqual, equal, ok } from 'node:assert/strict'
import { JSON_TYPE, REGISTRY_TYPE } from '../../shared/http/media-types.ts'
import { newSchema } from '../registry/subjects.ts'
import { stack } from '../support/stack.ts'
import { type Case, type Expectation, type Facts, get, post, refused, type Surroundings, send } from './case.ts'
import { register } from './register.ts'

/** A proxy that also answers what clients read from a registry. */
export async function withRegistryProxy(): Promise<Surroundings> {
  return { environment: { KAFKA_REST_SCHEMA_REGISTRY_PROXY_ENABLE: 'true' } }
}

const field = { name: 'a', type: 'int' }
const etag = /^W\/"[\w-]{43}"$/
const says = (status: number, code: number, message?: RegExp, type = JSON_TYPE): Expectation => ({
  ...refused(status, code, message),
  type,
})
const no = (status: number, code: number, message?: RegExp) => says(status, code, message, REGISTRY_TYPE)

/** Puts an Avro schema under the subject of the topic's values. */
async function registered({ topic }: Facts): Promise<{ id: string; text: string; subject: string }> {
  const text = newSchema(field)
  const subject = `${topic}-value`
  const { id } = await register(subject, { schema: text })
  return { id: String(id), text, subject }
}

/** The same, with the tag of an answer. */
const taggedAt =
  (path: (id: string, subject: string) => string) =>
  async (facts: Facts): Promise<{ id: string; subject: string; etag: string }> => {
    const { id, subject } = await registered(facts)
    const { headers } = await facts.send(get(path(id, subject)))
    return { id, subject, etag: headers.get('etag') ?? '' }
  }

/** Its name goes into JSON as it is. */
const textOf = ({ values }: Facts) => values.text ?? ''

export const registryReads: readonly Case[] = [
  {
    name: 'a schema by its id is for ever, and for caches between',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{id}'),
    answers: {
      status: 200,
      type: REGISTRY_TYPE,
      headers: { etag, 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept, Accept-Encoding' },
    },
    afterwards: (facts, { json }) => equal((json as { schema: string }).schema, textOf(facts)),
  },
  ...[
    '?fetchMaxId=false&subject={subject}',
    '?subject=&fetchMaxId=false',
    '?format=&subject={subject}',
    '?nonsense=%00',
  ].map(
    (query): Case => ({
      name: `a schema by its id with what deserializers add: ${query}`,
      contract: 'registry reads',
      topic: 'missing',
      given: registered,
      request: get(`/schemas/ids/{id}${query}`, {
        accept: `${REGISTRY_TYPE}, application/vnd.schemaregistry+json, application/json`,
      }),
      answers: { status: 200, type: REGISTRY_TYPE, headers: { etag } },
      afterwards: (facts, { json }) => equal((json as { schema: string }).schema, textOf(facts)),
    }),
  ),
  {
    name: 'with the highest id the answer is not for ever',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{id}?fetchMaxId=true'),
    answers: { status: 200, type: REGISTRY_TYPE, headers: { 'cache-control': 'public, no-cache' } },
  },
  {
    name: 'who has a schema already is told 304, and nothing else',
    contract: 'RFC 9110, 13.1.2',
    topic: 'missing',
    given: taggedAt((id) => `/schemas/ids/${id}`),
    request: get('/schemas/ids/{id}', { 'if-none-match': '"other", {etag}' }),
    answers: { status: 304, type: null, headers: { etag, 'cache-control': 'public, max-age=31536000, immutable' } },
    afterwards: (_, { text }) => equal(text, ''),
  },
  {
    name: 'who has a subject’s latest version already is told 304',
    contract: 'RFC 9110, 13.1.2',
    topic: 'missing',
    given: taggedAt((_, subject) => `/subjects/${subject}/versions/latest`),
    request: get('/subjects/{subject}/versions/latest', { 'if-none-match': '{etag}' }),
    answers: { status: 304, type: null, headers: { 'cache-control': 'public, no-cache' } },
  },
  {
    name: 'who has an older one is told the latest',
    contract: 'RFC 9110, 13.1.2',
    topic: 'missing',
    async given(facts) {
      const found = await taggedAt((_, subject) => `/subjects/${subject}/versions/latest`)(facts)
      const { json } = await facts.send(get(`/schemas/ids/${found.id}/schema`))
      const next = { ...(json as object), fields: [field, { name: 'b', type: 'string', default: '' }] }
      await register(found.subject, { schema: JSON.stringify(next) })
      return found
    },
    request: get('/subjects/{subject}/versions/latest', { 'if-none-match': '{etag}' }),
    answers: { status: 200, type: REGISTRY_TYPE, headers: { etag } },
    afterwards: (_, { json }) => equal((json as { version: number }).version, 2),
  },
  {
    name: 'HEAD of a schema has its tag and no body',
    contract: 'RFC 9110, 9.3.2',
    topic: 'missing',
    given: registered,
    request: send('HEAD', '/schemas/ids/{id}'),
    answers: { status: 200, type: REGISTRY_TYPE, headers: { etag } },
    afterwards: (_, { text }) => equal(text, ''),
  },
  ...[JSON_TYPE, 'application/vnd.schemaregistry+json', '*/*', 'application/*;q=0.5'].map(
    (accept): Case => ({
      name: `a schema under ${accept}`,
      contract: 'registry reads',
      topic: 'missing',
      given: registered,
      request: get('/schemas/ids/{id}', { accept }),
      answers: { status: 200, type: accept.includes('*') ? REGISTRY_TYPE : accept },
    }),
  ),
  ...[
    '/schemas/ids/{id}/schema',
    '/subjects/{subject}/versions/1/schema',
    '/subjects/{subject}/versions/latest/schema',
  ].map(
    (path): Case => ({
      name: `a schema’s text alone: ${path}`,
      contract: 'registry reads',
      topic: 'missing',
      given: registered,
      request: get(path),
      answers: { status: 200, type: REGISTRY_TYPE, headers: { etag } },
      afterwards: (facts, { text }) => equal(text, textOf(facts)),
    }),
  ),
  {
    name: 'the text of a Protobuf schema is no JSON',
    contract: 'registry reads',
    topic: 'missing',
    async given({ topic }) {
      const schema = `syntax = "proto3"; message M${topic.replaceAll(/\W/g, '')} { int32 a = 1; }`
      const { id } = await register(`${topic}-value`, { schemaType: 'PROTOBUF', schema })
      return { id: String(id) }
    },
    request: get('/schemas/ids/{id}/schema'),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: (_, { text }) => ok(text.includes('message M'), text),
  },
  {
    name: 'a schema’s subjects',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{id}/subjects'),
    answers: { status: 200, type: REGISTRY_TYPE, headers: { etag, 'cache-control': 'public, no-cache' } },
    afterwards: ({ values }, { json }) => deepEqual(json, [values.subject]),
  },
  {
    name: 'a schema’s subjects and versions',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/schemas/ids/{id}/versions'),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) => deepEqual(json, [{ subject: values.subject, version: 1 }]),
  },
  {
    name: 'the registry’s languages',
    contract: 'registry reads',
    request: get('/schemas/types'),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: (_, { json }) => ok((json as string[]).includes('AVRO')),
  },
  {
    name: 'the list of subjects',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/subjects'),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) => ok((json as string[]).includes(values.subject ?? '')),
  },
  {
    name: 'a subject’s versions',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/subjects/{subject}/versions'),
    answers: { status: 200, type: REGISTRY_TYPE, body: [1] },
  },
  ...['1', 'latest', '-1'].map(
    (version): Case => ({
      name: `version ${version} of a subject`,
      contract: 'registry reads',
      topic: 'missing',
      given: registered,
      request: get(`/subjects/{subject}/versions/${version}`),
      answers: {
        status: 200,
        type: REGISTRY_TYPE,
        headers: { 'cache-control': version === '1' ? 'public, max-age=300' : 'public, no-cache' },
      },
      afterwards({ values }, { json }) {
        const { subject, id, version, schema } = json as Readonly<Record<string, unknown>>
        deepEqual(
          { subject, id, version, schema },
          { subject: values.subject, id: Number(values.id), version: 1, schema: values.text },
        )
      },
    }),
  ),
  {
    name: 'the schemas that refer to a version',
    contract: 'registry reads',
    topic: 'missing',
    async given(facts) {
      const found = await registered(facts)
      const { name } = JSON.parse(found.text) as { name: string }
      const schema = newSchema({ name: 'part', type: name })
      const references = [{ name, subject: found.subject, version: 1 }]
      const other = await register(`${facts.topic}-key`, { schema, references })
      return { ...found, other: String(other.id) }
    },
    request: get('/subjects/{subject}/versions/1/referencedby'),
    answers: { status: 200, type: REGISTRY_TYPE },
    afterwards: ({ values }, { json }) => deepEqual(json, [Number(values.other)]),
  },
  {
    name: 'which changes are compatible',
    contract: 'registry reads',
    request: get('/config'),
    answers: { status: 200, type: REGISTRY_TYPE, body: { compatibilityLevel: 'BACKWARD' } },
  },
  {
    name: 'which changes of a subject are compatible',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: get('/config/{subject}?defaultToGlobal=true'),
    answers: { status: 200, type: REGISTRY_TYPE },
  },
  {
    name: 'whether the registry takes schemas',
    contract: 'registry reads',
    request: get('/mode'),
    answers: { status: 200, type: REGISTRY_TYPE },
  },
  ...[REGISTRY_TYPE, JSON_TYPE, 'application/octet-stream'].map(
    (type): Case => ({
      name: `a schema is looked up in its subject: ${type}`,
      contract: 'registry reads',
      topic: 'missing',
      given: registered,
      request: (facts) =>
        post('/subjects/{subject}?normalize=false&deleted=true', type, {
          schema: textOf(facts),
          schemaType: 'AVRO',
          references: [],
          id: -1,
          version: 0,
        }),
      answers: { status: 200, type: REGISTRY_TYPE },
      afterwards({ values }, { json }) {
        const { subject, id, version } = json as Readonly<Record<string, unknown>>
        deepEqual({ subject, id, version }, { subject: values.subject, id: Number(values.id), version: 1 })
      },
    }),
  ),
  {
    name: 'looking a schema up registers nothing: 404 with the registry’s 40403',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: post('/subjects/{subject}', REGISTRY_TYPE, { schema: newSchema(field) }),
    answers: no(404, 40403),
    async afterwards({ values }) {
      const versions = await fetch(`${stack.registry}/subjects/${values.subject}/versions`)
      deepEqual(await versions.json(), [1])
    },
  },
]

const elsewhere = '/subjects/{topic}-value'

/** What cannot be answered, or must not be. */
export const registryRefusals: readonly Case[] = [
  ...(
    [
      ['/schemas/ids/2147483647', 404, 40403, /2147483647|not found/i],
      ['/schemas/ids/2147483647/schema', 404, 40403, undefined],
      ['/schemas/ids/2147483647/versions', 404, 40403, undefined],
      ['/schemas/ids/-1', 404, 40403, /Schema -1 not found/],
      ['/schemas/ids/one', 404, 404, undefined],
      ['/schemas/ids/99999999999', 404, 404, undefined],
      [`${elsewhere}/versions`, 404, 40401, undefined],
      [`${elsewhere}/versions/latest`, 404, 40401, undefined],
      [`${elsewhere}/versions/7`, 404, 40401, undefined],
      [`${elsewhere}/versions/0`, 422, 42202, undefined],
      [`${elsewhere}/versions/first`, 422, 42202, undefined],
      [`${elsewhere}/versions/2147483648`, 422, 42202, undefined],
      [`/subjects/${'x'.repeat(1_001)}/versions`, 404, 40401, /Subject not found/],
      ['/subjects/a%2F..%2F..%2Fschemas/versions', 404, 40401, undefined],
      ['/subjects/%00%0A/versions/latest', 400, 400, undefined],
    ] as const
  ).map(
    ([path, status, code, message]): Case => ({
      name: `${status} with ${code}: GET ${path.slice(0, 60)}`,
      contract: 'registry reads',
      topic: 'missing',
      request: get(path),
      answers: no(status, code, message),
    }),
  ),
  ...(
    [
      ['', 422, 422],
      ['null', 422, 422],
      ['{}', 422, 422],
      ['{"schema": null}', 422, 422],
      ['{"schema": 1}', 400, 400],
      ['{"schema": {"type": "int"}}', 400, 400],
      ['[]', 400, 400],
      ['{"schema": "\\"int\\"", "schemaType": 1}', 400, 400],
      ['{"schema": "\\"int\\"", "references": {}}', 422, 422],
      ['{"schema": "\\"int\\"", "references": [{}]}', 422, 422],
      ['{"schema": "\\"int\\"", "references": [{"name": "a", "subject": "b", "version": "1"}]}', 422, 422],
      ['{"schema": "\\"int\\"", "metadata": []}', 400, 400],
      ['{"schema": "\\"int\\"', 400, 400],
      [`{"schema": "\\"int\\"", "ruleSet": ${'{"a":'.repeat(5_000)}`, 400, 400],
    ] as const
  ).map(
    ([body, status, code]): Case => ({
      name: `${status}: a look-up of ${body.slice(0, 70)}`,
      contract: 'registry reads',
      topic: 'missing',
      request: post(elsewhere, REGISTRY_TYPE, body),
      answers: no(status, code),
    }),
  ),
  {
    name: 'a look-up of a schema of 5 MB answers 413',
    contract: 'registry reads',
    topic: 'missing',
    request: () => post(elsewhere, REGISTRY_TYPE, { schema: JSON.stringify('x'.repeat(5_000_000)) }),
    answers: no(413, 413, /2097152 bytes/),
  },
  {
    name: 'a look-up of a text that is no schema says what the registry says',
    contract: 'registry reads',
    topic: 'missing',
    given: registered,
    request: post('/subjects/{subject}', REGISTRY_TYPE, { schema: '{"type": "nothing"}' }),
    answers: { status: 404, type: REGISTRY_TYPE },
    afterwards: (_, { json }) => ok((json as { message: string }).message !== ''),
  },
  {
    name: 'a look-up in a type that no registry reads answers 415',
    contract: 'A.4',
    request: post('/subjects/s', 'text/plain', '{}'),
    answers: says(415, 415, /vnd\.schemaregistry\.v1\+json/),
  },
  {
    name: 'a type that no registry answers: 406',
    contract: 'A.3',
    request: get('/subjects', { accept: 'text/html' }),
    answers: { ...refused(406, 406, /vnd\.schemaregistry\.v1\+json/), type: null },
  },
  ...(
    [
      ['POST', '/subjects/s/versions', 'GET, HEAD, OPTIONS'],
      ['DELETE', '/subjects/s', 'POST, OPTIONS'],
      ['GET', '/subjects/s', 'POST, OPTIONS'],
      ['DELETE', '/subjects/s/versions/1', 'GET, HEAD, OPTIONS'],
      ['PUT', '/config', 'GET, HEAD, OPTIONS'],
      ['PUT', '/config/s', 'GET, HEAD, OPTIONS'],
      ['DELETE', '/config/s', 'GET, HEAD, OPTIONS'],
      ['PUT', '/mode', 'GET, HEAD, OPTIONS'],
      ['POST', '/subjects', 'GET, HEAD, OPTIONS'],
      ['DELETE', '/schemas/ids/1', 'GET, HEAD, OPTIONS'],
    ] as const
  ).map(
    ([method, path, allow]): Case => ({
      name: `nothing is written: ${method} ${path} answers 405`,
      contract: 'registry reads',
      request: send(method, path, method === 'GET' ? undefined : REGISTRY_TYPE, method === 'GET' ? undefined : '{}'),
      answers: { ...says(405, 405), headers: { allow } },
    }),
  ),
]

const served = (message: RegExp): readonly Case[] =>
  [
    get('/schemas/ids/1'),
    get('/subjects'),
    get('/config'),
    post('/subjects/s', REGISTRY_TYPE, { schema: '"int"' }),
  ].map(
    (request): Case => ({
      name: `${request.method} ${request.path} answers 404 and says what to set`,
      contract: 'registry reads',
      request,
      answers: no(404, 404, message),
    }),
  )

/** With the usual settings. */
export const registryNotServed = [
  ...served(/^This proxy serves no schema registry: set schema\.registry\.proxy\.enable=true\.$/),
  {
    name: 'the API’s description has no routes of a registry that is not served',
    contract: 'registry reads',
    request: get('/openapi.json'),
    answers: { status: 200 },
    afterwards: (_, { text }) => ok(!text.includes('/schemas/ids')),
  } satisfies Case,
] as readonly Case[]
